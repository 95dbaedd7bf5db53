#include "tests/unit/simulator/tls_client.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace pps::simulator::sample {

namespace {

int open_socket(std::uint16_t port) {
    const int out = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval deadline{10, 0};
    setsockopt(out, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
    setsockopt(out, SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof deadline);
    if (out < 0 || connect(out, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("no connection");
    return out;
}

bool is_whole(const std::string& answer) {
    const auto end = answer.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const auto length = answer.find("Content-Length: ");
    if (length == std::string::npos || length > end) return false;
    return answer.size() >= end + 4 + std::stoul(answer.substr(length + 16));
}

}  // namespace

tls_client::tls_client(std::uint16_t port, const pki& certificates, const identity* client,
                       const adjust& change)
    : socket_(open_socket(port)), context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    std::signal(SIGPIPE, SIG_IGN);  // a server that cuts the connection is an answer like another
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    if (SSL_CTX_load_verify_file(context_.get(), certificates.trusted_file().c_str()) != 1)
        throw std::runtime_error("no trusted certificate");
    if (client != nullptr &&
        (SSL_CTX_use_certificate_file(context_.get(), client->certificate_file.c_str(), SSL_FILETYPE_PEM) !=
             1 ||
         SSL_CTX_use_PrivateKey_file(context_.get(), client->key_file.c_str(), SSL_FILETYPE_PEM) != 1))
        throw std::runtime_error("no client certificate");
    if (change) change(context_.get());
    connection_.reset(SSL_new(context_.get()), SSL_free);
    SSL_set1_host(connection_.get(), "localhost");
    SSL_set_fd(connection_.get(), socket_);
    connected_ = SSL_connect(connection_.get()) == 1;
}

tls_client::~tls_client() {
    close(socket_);
}

std::string tls_client::exchange(const std::string& request) {
    std::size_t sent = 0;
    while (sent < request.size()) {
        // small writes, so that a cut in the middle is seen as one
        const auto piece = std::min<std::size_t>(request.size() - sent, 4096);
        const int count = SSL_write(connection_.get(), request.data() + sent, static_cast<int>(piece));
        if (count <= 0) break;
        sent += static_cast<std::size_t>(count);
    }
    std::string answer;
    std::array<char, 16384> chunk{};
    while (!is_whole(answer)) {
        const int count = SSL_read(connection_.get(), chunk.data(), static_cast<int>(chunk.size()));
        if (count <= 0) return {};
        answer.append(chunk.data(), static_cast<std::size_t>(count));
    }
    return answer;
}

std::string plain_exchange(std::uint16_t port, const std::string& request) {
    const int to = open_socket(port);
    std::string answer;
    if (send(to, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
        std::array<char, 16384> chunk{};
        ssize_t count = 0;
        while ((count = recv(to, chunk.data(), chunk.size(), 0)) > 0)
            answer.append(chunk.data(), static_cast<std::size_t>(count));
    }
    close(to);
    return answer;
}

}  // namespace pps::simulator::sample
