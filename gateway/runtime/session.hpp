#pragma once

#include "gateway/runtime/listener.hpp"
#include "gateway/runtime/peer.hpp"
#include "gateway/runtime/stream.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/result.hpp>

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>

/// What the servers of this folder are made of: a listener with its sessions, which speak a protocol.
namespace pps::gateway::runtime {

class session;

/// What the sessions of one listener share. Used on the loop's thread only.
struct session_group {
    tls_context tls;                                ///< Of new connections; open ones are judged by it again.
    std::uint64_t most_bytes = 0;                   ///< In flight.
    std::uint64_t bytes = 0;                        ///< In flight now.
    std::map<std::string, std::uint64_t> bytes_of;  ///< By peer, without those who have none.
    std::list<session*> open;
    bool stopping = false;
};

/// One accepted connection. Registered with its group as long as it lives, however its coroutine ends
/// (cpp-traps §7.4: a frame can be destroyed without its completion handler being called).
class session {
  public:
    /// `who` and `group` outlive it.
    session(session_group& group, boost::asio::ip::tcp::socket socket, peer& who);
    ~session();
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    const peer& from() const noexcept { return from_; }
    bool stopping() const noexcept { return group_.stopping; }
    /// False once the certificate has expired, or when the listener's present context does not trust it: to
    /// be asked before each request. A plain peer is trusted.
    bool trusted_still();

    /// The server's side of the handshake; true at once when plain. False: refused, and `why` says so. Who
    /// was shown is known to the audit even then.
    boost::asio::awaitable<bool> handshake(std::chrono::milliseconds deadline, std::string& why);
    /// Ends TLS in order; waits only shortly for the peer.
    boost::asio::awaitable<void> end();

    stream line;
    bool idle = true;  ///< Nobody waits for an answer: it closes when the listener stops.

  private:
    friend class reservation;
    /// Whose bytes are counted together.
    const std::string& account() const noexcept {
        return from_.subject.empty() ? from_.address : from_.subject;
    }

    session_group& group_;
    peer& from_;
    tls_context judged_by_;
    std::list<session*>::iterator at_;
};

/// Bytes in flight of one session: one peer that stalls must not take what all others need.
class reservation {
  public:
    explicit reservation(session& whose) : group_(whose.group_), account_(whose.account()) {}
    ~reservation() { resize(0); }
    reservation(const reservation&) = delete;
    reservation& operator=(const reservation&) = delete;

    /// Holds so many bytes instead of what it held; false, and nothing changed, when they are too many for
    /// the listener or for the peer.
    bool resize(std::uint64_t bytes);

  private:
    session_group& group_;
    std::string account_;
    std::uint64_t held_ = 0;
};

/// What a listener speaks. All calls are made on the loop's thread.
class protocol {
  public:
    virtual ~protocol() = default;
    /// Serves a connection after its handshake; it is closed when this ends.
    virtual boost::asio::awaitable<void> serve(session& with) = 0;
    /// "tls-refused", "too-many-connections", "session-failed".
    virtual void on_incident(std::string_view what, std::string_view detail, const peer& from) = 0;
};

/// Listens and starts accepting; the protocol lives as long as the listener and its sessions.
/// Error: the address or port cannot be used.
boost::system::result<std::shared_ptr<listener>> listen(boost::asio::io_context& loop,
                                                        const listener_options& options,
                                                        std::unique_ptr<protocol> spoken);

}  // namespace pps::gateway::runtime
