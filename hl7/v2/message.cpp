#include "hl7/v2/message.hpp"

#include "hl7/v2/text.hpp"

#include <algorithm>

namespace pps::hl7::v2 {

std::string_view element::raw() const noexcept {
    return owner_ == nullptr ? std::string_view{} : owner_->bytes_.substr(begin_, end_ - begin_);
}

bool element::present() const noexcept {
    return !empty() && raw() != R"("")";
}

bool element::escaped() const noexcept {
    if (owner_ == nullptr) return false;
    const auto& marks = owner_->marks_;
    return std::any_of(marks.begin() + first_mark_, marks.begin() + last_mark_,
                       [&](std::uint32_t at) { return owner_->bytes_[at] == owner_->delimiters_.escape; });
}

std::string element::bytes() const {
    return escaped() ? unescaped(raw(), owner_->delimiters_) : std::string(raw());
}

std::string element::text() const {
    return owner_ == nullptr ? std::string{} : to_utf8(bytes(), owner_->charset_);
}

element element::piece(char delimiter, std::size_t n) const noexcept {
    if (owner_ == nullptr || n == 0) return {};
    const auto& marks = owner_->marks_;
    std::uint32_t begin = begin_;
    std::uint32_t first = first_mark_;
    for (std::uint32_t i = first_mark_; i < last_mark_; ++i) {
        if (owner_->bytes_[marks[i]] != delimiter) continue;
        if (--n == 0) return {owner_, begin, marks[i], first, i};
        begin = marks[i] + 1;
        first = i + 1;
    }
    return n == 1 ? element(owner_, begin, end_, first, last_mark_) : element{};
}

element element::repetition(std::size_t n) const noexcept {
    return owner_ == nullptr ? element{} : piece(owner_->delimiters_.repetition, n);
}

element element::component(std::size_t n) const noexcept {
    return owner_ == nullptr ? element{} : repetition(1).piece(owner_->delimiters_.component, n);
}

element element::subcomponent(std::size_t n) const noexcept {
    return owner_ == nullptr ? element{} : component(1).piece(owner_->delimiters_.subcomponent, n);
}

bool element::repeated() const noexcept {
    for (std::uint32_t i = first_mark_; i < last_mark_; ++i)
        if (owner_->bytes_[owner_->marks_[i]] == owner_->delimiters_.repetition) return true;
    return false;
}

std::vector<element> element::repetitions() const {
    std::vector<element> all;
    if (owner_ == nullptr) return {element{}};
    std::uint32_t begin = begin_;
    std::uint32_t first = first_mark_;
    for (std::uint32_t i = first_mark_; i < last_mark_; ++i) {
        const auto at = owner_->marks_[i];
        if (owner_->bytes_[at] != owner_->delimiters_.repetition) continue;
        all.push_back({owner_, begin, at, first, i});
        begin = at + 1;
        first = i + 1;
    }
    all.push_back({owner_, begin, end_, first, last_mark_});
    return all;
}

std::string_view segment::name() const noexcept {
    return owner_ == nullptr ? std::string_view{} : owner_->bytes_.substr(owner_->segments_[index_].begin, 3);
}

std::size_t segment::sequence() const noexcept {
    return owner_ == nullptr ? 0 : owner_->segments_[index_].sequence;
}

element segment::field(std::size_t n) const noexcept {
    if (owner_ == nullptr || n == 0) return {};
    const auto& s = owner_->segments_[index_];
    const std::size_t separators = s.last_field - s.first_field;
    // The place in marks_ of a separator of this segment, and where what precedes it ends.
    const auto place = [&](std::size_t i) {
        return i < separators ? owner_->field_marks_[s.first_field + i] : s.last_mark;
    };
    const auto end = [&](std::size_t i) { return i < separators ? owner_->marks_[place(i)] : s.end; };
    if (index_ == 0 && n <= 2) {
        // The index of MSH starts behind MSH-2, whose delimiters are data.
        if (n == 1) return {owner_, s.begin + 3, s.begin + 4, 0, 0};
        return {owner_, s.begin + 4, end(0), 0, 0};
    }
    const std::size_t before = index_ == 0 ? n - 3 : n - 1;
    if (before >= separators) return {};
    return {owner_, end(before) + 1, end(before + 1), place(before) + 1, place(before + 1)};
}

element segment::at(std::size_t field_number, std::size_t component,
                    std::size_t subcomponent) const noexcept {
    const auto found = field(field_number).component(component);
    return subcomponent == 0 ? found : found.subcomponent(subcomponent);
}

segment message::find(std::string_view name, std::size_t from) const noexcept {
    for (std::size_t i = from; i < segments_.size(); ++i) {
        if (at(i).name() == name) return at(i);
    }
    return {};
}

std::string serialise(const message& m) {
    std::string out;
    out.reserve(m.bytes().size() + m.size());
    for (std::size_t i = 0; i < m.size(); ++i) {
        out.append(m.line(i));
        out.push_back('\r');
    }
    return out;
}

}  // namespace pps::hl7::v2
