#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Minimal Lower Layer Protocol (HL7 v2 transport specification, appendix C): 0x0B message 0x1C 0x0D.
namespace pps::hl7::v2::mllp {

inline constexpr char start_block = '\x0B';
inline constexpr char end_block = '\x1C';
inline constexpr char carriage_return = '\r';

/// Bounds of a hostile connection, in bytes.
struct framing_limits {
    std::size_t max_message = 64U << 20U;
    /// Bytes outside blocks between two messages; more is an event of its own.
    std::size_t max_noise = 4'096;
    /// Of a message that is dropped, how much is kept for an answer: its header stands there.
    std::size_t kept_head = 4'096;
};

enum class event_kind {
    message,       ///< `bytes` is a whole message.
    noise,         ///< Bytes outside a block, said where the next block begins; `bytes` is empty.
    noise_limit,   ///< More than max_noise of them, said once: this peer does not speak MLLP.
    oversized,     ///< A message over max_message is dropped up to its end; `bytes` is its head.
    unterminated,  ///< A block that began inside another, or ended without 0x1C 0x0D; `bytes` is its head.
};

struct event {
    event_kind kind;
    std::string bytes;
};

/// Finds the messages in a stream of bytes, however they are cut. No socket and no time-out: the owner of the
/// connection reads, feeds, and limits the time a block may take. Holds at most max_message bytes (or
/// kept_head). After every event but noise_limit it goes on with what follows.
class framer {
  public:
    explicit framer(const framing_limits& limits = {}) : limits_(limits) {}

    /// Takes bytes from the front of `input` up to the next event, which it returns; takes everything and
    /// returns nothing when there is none. Call it until it returns nothing.
    std::optional<event> feed(std::string_view& input);

    /// Gives up the block it is in: what is still to come of it is dropped. Returns its head ("" outside).
    std::string drop();

    /// True inside a block: the peer closed too early when its connection ends now.
    bool in_block() const noexcept { return state_ != state::outside; }
    /// Bytes held.
    std::size_t held() const noexcept { return block_.size(); }

  private:
    enum class state { outside, inside, dropping, after_end, after_dropped_end };

    std::optional<event> outside(std::string_view& input);
    std::optional<event> inside(std::string_view& input);
    std::optional<event> after_end(std::string_view& input);
    event finish(event_kind kind, state next);

    framing_limits limits_;
    state state_ = state::outside;
    std::size_t noise_ = 0;
    std::string block_;
};

/// The bytes of one message between its block signs.
std::string framed(std::string_view message);

}  // namespace pps::hl7::v2::mllp
