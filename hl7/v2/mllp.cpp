#include "hl7/v2/mllp.hpp"

#include <algorithm>
#include <utility>

namespace pps::hl7::v2::mllp {

std::optional<event> framer::feed(std::string_view& input) {
    while (!input.empty()) {
        std::optional<event> found;
        switch (state_) {
            case state::outside:
                found = outside(input);
                break;
            case state::inside:
            case state::dropping:
                found = inside(input);
                break;
            case state::after_end:
            case state::after_dropped_end:
                found = after_end(input);
                break;
        }
        if (found) return found;
    }
    return std::nullopt;
}

// Line ends between blocks are no noise: some senders write them after the end of a block.
std::optional<event> framer::outside(std::string_view& input) {
    const auto start = input.find(start_block);
    const auto gap = input.substr(0, start);
    const auto line_ends = static_cast<std::size_t>(
        std::count_if(gap.begin(), gap.end(), [](char c) { return c == '\r' || c == '\n'; }));
    const bool said = noise_ > limits_.max_noise;
    noise_ += gap.size() - line_ends;
    input.remove_prefix(gap.size());
    if (!said && noise_ > limits_.max_noise) return event{event_kind::noise_limit, {}};
    if (input.empty()) return std::nullopt;
    input.remove_prefix(1);
    state_ = state::inside;
    const auto before = std::exchange(noise_, 0);
    if (before == 0 || before > limits_.max_noise) return std::nullopt;
    return event{event_kind::noise, {}};
}

std::optional<event> framer::inside(std::string_view& input) {
    // The next start first: each is searched once, however many blocks a chunk begins.
    const auto restart = std::min(input.find(start_block), input.size());
    const auto end = std::min(input.substr(0, restart).find(end_block), restart);
    const auto text = input.substr(0, end);
    const bool dropping = state_ == state::dropping;
    input.remove_prefix(end);
    if (!dropping && text.size() > limits_.max_message - block_.size()) {
        if (block_.size() < limits_.kept_head)
            block_.append(text.substr(0, limits_.kept_head - block_.size()));
        return finish(event_kind::oversized, state::dropping);
    }
    if (!dropping) block_.append(text);
    if (input.empty()) return std::nullopt;
    input.remove_prefix(1);
    if (end < restart) {
        state_ = dropping ? state::after_dropped_end : state::after_end;
        return std::nullopt;
    }
    if (!dropping) return finish(event_kind::unterminated, state::inside);
    state_ = state::inside;
    return std::nullopt;
}

std::optional<event> framer::after_end(std::string_view& input) {
    const bool complete = input.front() == carriage_return;
    if (complete) input.remove_prefix(1);
    if (state_ == state::after_dropped_end) {
        state_ = state::outside;
        return std::nullopt;
    }
    return finish(complete ? event_kind::message : event_kind::unterminated, state::outside);
}

std::string framer::drop() {
    if (state_ == state::inside) return finish(event_kind::oversized, state::dropping).bytes;
    if (state_ == state::after_end) return finish(event_kind::oversized, state::after_dropped_end).bytes;
    return {};
}

event framer::finish(event_kind kind, state next) {
    state_ = next;
    event e{kind, std::exchange(block_, {})};
    if (kind != event_kind::message && e.bytes.size() > limits_.kept_head) {
        e.bytes.resize(limits_.kept_head);
        e.bytes.shrink_to_fit();
    }
    return e;
}

std::string framed(std::string_view message) {
    std::string out;
    out.reserve(message.size() + 3);
    out.push_back(start_block);
    out.append(message);
    out.push_back(end_block);
    out.push_back(carriage_return);
    return out;
}

}  // namespace pps::hl7::v2::mllp
