#include "gateway/runtime/session.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace pps::gateway::runtime {

namespace net = boost::asio;
using boost::system::error_code;

session::session(session_group& group, net::ip::tcp::socket socket, peer& who)
    : line(std::move(socket), group.tls),
      group_(group),
      from_(who),
      judged_by_(line.context()),
      at_(group.open.insert(group.open.end(), this)) {}

session::~session() {
    group_.open.erase(at_);
}

bool session::trusted_still() {
    if (line.secure() == nullptr) return true;
    SSL* connection = line.secure()->native_handle();
    const X509* leaf = SSL_get0_peer_certificate(connection);
    if (leaf == nullptr || has_expired(leaf)) return false;
    if (judged_by_ == group_.tls) return true;
    judged_by_ = group_.tls;
    return still_trusted(connection, *judged_by_);
}

net::awaitable<bool> session::handshake(std::chrono::milliseconds deadline, std::string& why) {
    stream::secure_layer* secure = line.secure();
    if (secure == nullptr) co_return true;
    line.expires_after(deadline);
    // Who is refused must be known to the audit; OpenSSL keeps the certificate of verified peers only.
    const auto judge = [this](bool ok, net::ssl::verify_context& verdict) {
        X509_STORE_CTX* chain = verdict.native_handle();
        if (X509_STORE_CTX_get_error_depth(chain) != 0) return ok;
        X509* leaf = X509_STORE_CTX_get_current_cert(chain);
        from_.subject = subject_of(leaf);
        from_.fingerprint = fingerprint_of(leaf);
        if (ok && !says_client(leaf)) {
            X509_STORE_CTX_set_error(chain, X509_V_ERR_INVALID_PURPOSE);
            return false;
        }
        return ok;
    };
    secure->set_verify_callback(judge);
    error_code failed;
    co_await secure->async_handshake(net::ssl::stream_base::server,
                                     net::redirect_error(net::use_awaitable, failed));
    if (!failed) co_return true;
    const long verdict = SSL_get_verify_result(secure->native_handle());
    why = verdict == X509_V_OK ? failed.message() : X509_verify_cert_error_string(verdict);
    co_return false;
}

net::awaitable<void> session::end() {
    stream::secure_layer* secure = line.secure();
    if (secure == nullptr) co_return;
    error_code ignored;
    line.expires_after(std::chrono::milliseconds{500});
    co_await secure->async_shutdown(net::redirect_error(net::use_awaitable, ignored));
}

bool reservation::resize(std::uint64_t bytes) {
    if (bytes > held_) {
        const std::uint64_t more = bytes - held_;
        const auto known = group_.bytes_of.find(account_);
        const std::uint64_t of_peer = known == group_.bytes_of.end() ? 0 : known->second;
        if (group_.bytes + more > group_.most_bytes || of_peer + more > group_.most_bytes / 2) return false;
        group_.bytes += more;
        group_.bytes_of[account_] += more;
    } else if (bytes < held_) {
        const std::uint64_t less = held_ - bytes;
        group_.bytes -= less;
        const auto known = group_.bytes_of.find(account_);
        if ((known->second -= less) == 0) group_.bytes_of.erase(known);
    }
    held_ = bytes;
    return true;
}

}  // namespace pps::gateway::runtime
