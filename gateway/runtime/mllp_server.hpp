#pragma once

#include "gateway/runtime/listener.hpp"
#include "gateway/runtime/peer.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace pps::gateway::runtime {

/// Why a message is answered without having been given to the service.
enum class mllp_refusal {
    oversized,     ///< Longer than max_message_bytes; what is left of it is dropped.
    busy,          ///< Too many bytes in flight; what is left of it is dropped.
    untrusted,     ///< The peer's certificate is no longer trusted; the connection closes after the answer.
    unterminated,  ///< A block began inside it, or it ended without 0x1C 0x0D.
};
std::string_view to_string(mllp_refusal why) noexcept;

/// What an MLLP listener does with messages. All calls are made on the loop's thread. Answers are bare
/// messages, without the signs of a block and without 0x0B or 0x1C in them; an empty one closes the
/// connection.
class mllp_service {
  public:
    virtual ~mllp_service() = default;

    /// Answers a whole message. Must end within its own deadline.
    virtual boost::asio::awaitable<std::string> on_message(std::string message, peer from) = 0;

    /// The answer to a message that this server refuses by rule; `head` is how it begins (its MSH, usually).
    virtual std::string on_refusal(mllp_refusal why, std::string_view head) = 0;

    /// An audit fact: "tls-refused", "too-many-connections", "session-failed", "no-longer-trusted", "noise"
    /// (bytes between blocks), "noise-limit", "message-timeout", "message-interrupted", "answer-lost".
    virtual void on_incident(std::string_view what, std::string_view detail, const peer& from) = 0;

    /// One call per answer, refusals too, for metrics: from the first byte of the block on.
    virtual void on_answered(std::chrono::nanoseconds elapsed) = 0;
};

struct mllp_server_options : listener_options {
    bool allow_plain = false;  ///< Without TLS on another address than the loopback.
    std::size_t max_message_bytes = 32u << 20;
    std::size_t max_noise_bytes = 4'096;  ///< Between two blocks; more is no MLLP and closes the connection.
    std::chrono::milliseconds message_timeout{60'000};  ///< From the first byte of a block to its end.
    std::chrono::milliseconds write_timeout{30'000};
    std::chrono::milliseconds idle_timeout{120'000};  ///< From an answer to the next block.
};

/// An MLLP listener on one event loop (HL7 v2 transport specification, appendix C): connections stay open,
/// the messages of one are answered in their order and one at a time (those that follow wait in the socket),
/// a deadline on every step. Listens and starts accepting; `service` must outlive the listener and its
/// sessions (the loop's run). Errors: the address or port cannot be used; operation_not_permitted when plain
/// where it must not be; invalid_argument when max_bytes_in_flight leaves no room for a message of one peer,
/// which would be refused as busy for ever.
boost::system::result<std::shared_ptr<listener>> listen(boost::asio::io_context& loop,
                                                        const mllp_server_options& options,
                                                        mllp_service& service);

}  // namespace pps::gateway::runtime
