#include "hl7/v2/mllp.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

// A stream of bytes as MLLP: the first byte says into which pieces it is cut.
namespace pps::fuzz {
namespace {

namespace mllp = hl7::v2::mllp;
using events = std::vector<std::pair<mllp::event_kind, std::string>>;

constexpr mllp::framing_limits limits{.max_message = 64, .max_noise = 16, .kept_head = 8};

void feed(mllp::framer& framer, std::string_view piece, events& all) {
    while (auto found = framer.feed(piece))
        all.emplace_back(found->kind, std::move(found->bytes));
    require(piece.empty(), "everything is taken");
    require(framer.held() <= limits.max_message, "memory is bounded");
}

}  // namespace

void digest(std::string_view bytes) {
    if (bytes.empty()) return;
    const auto size = 1U + static_cast<unsigned char>(bytes.front()) % 32U;
    bytes.remove_prefix(1);
    events whole;
    mllp::framer at_once(limits);
    feed(at_once, bytes, whole);
    events cut;
    mllp::framer in_pieces(limits);
    for (std::size_t i = 0; i < bytes.size(); i += size)
        feed(in_pieces, bytes.substr(i, size), cut);
    require(whole == cut, "the same messages however the stream is cut");
    require(at_once.in_block() == in_pieces.in_block(), "and the same end");

    mllp::framer one;
    const auto frame = mllp::framed(bytes);
    std::string_view input = frame;
    const auto found = one.feed(input);
    const bool plain = bytes.find_first_of("\x0B\x1C") == std::string_view::npos;
    require(!plain || (found && found->kind == mllp::event_kind::message && found->bytes == bytes),
            "what is framed is found");
}

}  // namespace pps::fuzz
