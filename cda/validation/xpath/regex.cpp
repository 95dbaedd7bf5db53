#include "cda/validation/xpath/regex.hpp"

#include "cda/validation/xpath/regex_classes.hpp"

#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <limits>

namespace pps::cda::validation::xpath {
namespace {

constexpr std::size_t max_instructions = 10'000;
// As many as a replacement can name with two digits. A search holds the bounds of each for every thread.
constexpr std::size_t max_groups = 99;
constexpr std::size_t max_nesting = 200;
constexpr std::size_t npos = std::string_view::npos;

enum class code : std::uint8_t { set, split, jump, save, line_start, line_end, accept };

// Takes from the steps that are left.
bool take(std::uint64_t& left, std::uint64_t steps) noexcept {
    left -= std::min(left, steps);
    return left > 0;
}

struct instruction {
    code what;
    std::uint32_t x = 0;  // set: class; split: preferred; jump: target; save: slot
    std::uint32_t y = 0;  // split: other
};

}  // namespace

struct regex::program {
    std::vector<instruction> code;
    std::vector<char_class> classes;
    bool multiline = false;
    bool anchored = false;  ///< Begins with ^.
};

regex::regex() : program_(std::make_unique<program>()) {}
regex::~regex() = default;

class regex_parser {
  public:
    regex_parser(std::string_view pattern, regex& out)
        : pattern_(pattern), out_(out), program_(*out.program_) {}

    bool flags(std::string_view flags, std::string& why) {
        for (const char f : flags) {
            if (f == 'i') {
                fold_ = true;
            } else if (f == 'm') {
                program_.multiline = true;
            } else if (f == 's') {
                dot_all_ = true;
            } else if (f == 'x') {
                spaced_ = true;
            } else {
                why = "unknown flag";
                return false;
            }
        }
        return true;
    }

    bool run(std::string& why) {
        emit(code::save, 0);
        alternatives(0);
        if (error_.empty() && at_ < pattern_.size()) error_ = "unexpected ')'";
        emit(code::save, 1);
        emit(code::accept);
        out_.groups_ = groups_;
        program_.anchored = program_.code.size() > 1 && program_.code[1].what == code::line_start;
        why = error_;
        return error_.empty();
    }

  private:
    using code_list = std::vector<instruction>;

    char peek() noexcept {
        if (spaced_) {
            while (at_ < pattern_.size() && is_regex_space(pattern_[at_]))
                ++at_;
        }
        return at_ < pattern_.size() ? pattern_[at_] : '\0';
    }
    bool done() noexcept {
        peek();
        return at_ >= pattern_.size();
    }
    std::uint32_t here() const noexcept { return static_cast<std::uint32_t>(program_.code.size()); }
    std::uint32_t emit(code what, std::uint32_t x = 0, std::uint32_t y = 0) {
        if (program_.code.size() >= max_instructions) {
            if (error_.empty()) error_ = "too large";
            return here() - 1;
        }
        program_.code.push_back({what, x, y});
        return here() - 1;
    }

    void alternatives(std::size_t depth) {
        if (depth > max_nesting) error_ = "too deeply nested";
        const auto start = here();
        branch(depth);
        std::vector<std::uint32_t> exits;
        while (error_.empty() && !done() && peek() == '|') {
            ++at_;
            // The branch before becomes the first choice of a split.
            insert(start, {code::split, start + 1, 0});
            for (auto& e : exits)
                ++e;
            exits.push_back(emit(code::jump));
            program_.code[start].y = here();
            // Further alternatives nest to the right: each is again the first choice of its own split.
            alternatives(depth + 1);
        }
        for (const auto e : exits)
            program_.code[e].x = here();
    }

    // Inserts one instruction and moves the targets behind it.
    void insert(std::uint32_t where, instruction what) {
        for (std::uint32_t i = where; i < here(); ++i) {
            auto& c = program_.code[i];
            if (c.what == code::split || c.what == code::jump) {
                if (c.x >= where) ++c.x;
                if (c.what == code::split && c.y >= where) ++c.y;
            }
        }
        if (program_.code.size() >= max_instructions) {
            error_ = "too large";
            return;
        }
        program_.code.insert(program_.code.begin() + where, what);
    }

    void branch(std::size_t depth) {
        while (error_.empty() && !done() && peek() != '|' && peek() != ')')
            piece(depth);
    }

    void piece(std::size_t depth) {
        const auto start = here();
        atom(depth);
        if (!error_.empty() || done()) return;
        std::size_t low = 1;
        std::size_t high = 1;
        switch (peek()) {
            case '?':
                low = 0;
                break;
            case '*':
                low = 0;
                high = npos;
                break;
            case '+':
                high = npos;
                break;
            case '{':
                if (!counts(low, high)) return;
                break;
            default:
                return;
        }
        ++at_;
        bool greedy = true;
        if (!done() && peek() == '?') {
            ++at_;
            greedy = false;
        }
        repeat(start, low, high, greedy);
    }

    bool counts(std::size_t& low, std::size_t& high) {
        ++at_;
        const auto number = [&](std::size_t& n) {
            const auto from = at_;
            n = 0;
            while (at_ < pattern_.size() && pattern_[at_] >= '0' && pattern_[at_] <= '9' && n < 100'000) {
                n = n * 10 + static_cast<std::size_t>(pattern_[at_++] - '0');
            }
            return at_ > from;
        };
        if (!number(low)) {
            error_ = "bad quantifier";
            return false;
        }
        high = low;
        if (peek() == ',') {
            ++at_;
            if (!number(high)) high = npos;
        }
        if (peek() != '}' || high < low || low > 1000 || (high != npos && high > 1000)) {
            error_ = "bad quantifier";
            return false;
        }
        return true;
    }

    // The code of the piece is [start, here): copied as often as the quantifier says.
    void repeat(std::uint32_t start, std::size_t low, std::size_t high, bool greedy) {
        const code_list body(program_.code.begin() + start, program_.code.end());
        program_.code.resize(start);
        for (std::size_t i = 0; i < low && error_.empty(); ++i)
            copy(body, start);
        const auto choose = [&](std::uint32_t at, std::uint32_t into, std::uint32_t past) {
            program_.code[at].x = greedy ? into : past;
            program_.code[at].y = greedy ? past : into;
        };
        if (high == npos) {
            const auto split = emit(code::split);
            copy(body, start);
            emit(code::jump, split);
            choose(split, split + 1, here());
            return;
        }
        std::vector<std::uint32_t> splits;
        for (std::size_t i = low; i < high && error_.empty(); ++i) {
            splits.push_back(emit(code::split));
            copy(body, start);
        }
        for (const auto s : splits)
            choose(s, s + 1, here());
    }

    void copy(const code_list& body, std::uint32_t origin) {
        const auto base = here();
        for (auto c : body) {
            if (c.what == code::split || c.what == code::jump) {
                c.x = c.x - origin + base;
                c.y = c.y - origin + base;
            }
            emit(c.what, c.x, c.y);
            if (!error_.empty()) return;
        }
    }

    void atom(std::size_t depth) {
        const char c = peek();
        if (c == '(') {
            ++at_;
            if (pattern_.substr(at_).starts_with("?:")) {
                at_ += 2;
                alternatives(depth + 1);
            } else {
                if (groups_ == max_groups) {
                    error_ = "too many groups";
                    return;
                }
                const auto group = static_cast<std::uint32_t>(++groups_);
                emit(code::save, 2 * group);
                alternatives(depth + 1);
                emit(code::save, 2 * group + 1);
            }
            if (!error_.empty()) return;
            if (done() || peek() != ')') {
                error_ = "group without end";
                return;
            }
            ++at_;
        } else if (c == '^') {
            ++at_;
            emit(code::line_start);
        } else if (c == '$') {
            ++at_;
            emit(code::line_end);
        } else if (c == '*' || c == '+' || c == '?' || c == '{' || c == '}' || c == ']') {
            error_ = "unexpected quantifier or bracket";
        } else {
            class_parser parser{pattern_, at_, fold_, dot_all_};
            auto set = parser.atom(error_);
            at_ = parser.position();
            program_.classes.push_back(std::move(set));
            emit(code::set, static_cast<std::uint32_t>(program_.classes.size() - 1));
        }
    }

    std::string_view pattern_;
    regex& out_;
    regex::program& program_;
    std::size_t at_ = 0;
    std::size_t groups_ = 0;
    std::string error_;
    bool fold_ = false;
    bool dot_all_ = false;
    bool spaced_ = false;
};

std::unique_ptr<regex> regex::compile(std::string_view pattern, std::string_view flags, std::string& why) {
    std::unique_ptr<regex> made{new regex};
    regex_parser parser{pattern, *made};
    if (!parser.flags(flags, why) || !parser.run(why)) return nullptr;
    return made;
}

std::optional<regex::match> regex::search(std::string_view text, std::size_t from) const {
    auto enough = std::numeric_limits<std::uint64_t>::max();
    return search(text, from, enough);
}

bool regex::contains(std::string_view text) const {
    auto enough = std::numeric_limits<std::uint64_t>::max();
    return contains(text, enough);
}

std::optional<regex::match> regex::search(std::string_view text, std::size_t from,
                                          std::uint64_t& steps) const {
    const auto& code_of = program_->code;
    const std::size_t slots = 2 * (groups_ + 1);
    const auto cost = 1 + slots / 4;  // Of a thread, which carries them.
    if (!take(steps, 1 + code_of.size() / 16)) return std::nullopt;
    struct threads {
        std::vector<std::uint32_t> order;
        std::vector<std::size_t> saved;  // slots per entry of order
        std::vector<std::uint8_t> present;
    };
    threads now;
    threads then;
    now.present.resize(code_of.size());
    then.present.resize(code_of.size());
    std::optional<match> best;

    std::vector<std::pair<std::uint32_t, std::vector<std::size_t>>> stack;
    const auto add = [&](threads& list, std::uint32_t pc, const std::vector<std::size_t>& saved,
                         std::size_t at) {
        stack.clear();
        stack.emplace_back(pc, saved);
        while (!stack.empty()) {
            auto [where, marks] = std::move(stack.back());
            stack.pop_back();
            if (!take(steps, cost)) return;
            if (list.present[where]) continue;
            list.present[where] = 1;
            const auto& i = code_of[where];
            switch (i.what) {
                case code::jump:
                    stack.emplace_back(i.x, std::move(marks));
                    break;
                case code::split:
                    stack.emplace_back(i.y, marks);
                    stack.emplace_back(i.x, std::move(marks));
                    break;
                case code::save:
                    marks[i.x] = at;
                    stack.emplace_back(where + 1, std::move(marks));
                    break;
                case code::line_start:
                    if (at == 0 || (program_->multiline && text[at - 1] == '\n')) {
                        stack.emplace_back(where + 1, std::move(marks));
                    }
                    break;
                case code::line_end:
                    if (at == text.size() || (program_->multiline && text[at] == '\n')) {
                        stack.emplace_back(where + 1, std::move(marks));
                    }
                    break;
                case code::set:
                case code::accept:
                    list.order.push_back(where);
                    list.saved.insert(list.saved.end(), marks.begin(), marks.end());
                    break;
            }
        }
    };

    const std::vector<std::size_t> fresh(slots, npos);
    std::vector<std::size_t> marks(slots);
    for (std::size_t at = from;;) {
        if (!best) add(now, 0, fresh, at);
        if (now.order.empty()) {
            if (best || at >= text.size()) break;
        }
        if (!take(steps, 1 + now.order.size() + code_of.size() / 64)) return std::nullopt;
        std::size_t next = at;
        const auto c = at < text.size() ? decode_utf8(text, next) : char32_t{0};
        for (std::size_t t = 0; t < now.order.size(); ++t) {
            const auto pc = now.order[t];
            const auto* saved = &now.saved[t * slots];
            if (code_of[pc].what == code::accept) {
                best = match{{saved, saved + slots}};
                break;  // Threads after this one are less preferred.
            }
            if (at < text.size() && program_->classes[code_of[pc].x].has(c)) {
                marks.assign(saved, saved + slots);
                add(then, pc + 1, marks, next);
            }
        }
        std::swap(now, then);
        then.order.clear();
        then.saved.clear();
        std::fill(then.present.begin(), then.present.end(), std::uint8_t{0});
        if (at >= text.size()) break;
        at = next;
    }
    return best;
}

// As search, without places: what most rules ask.
bool regex::contains(std::string_view text, std::uint64_t& steps) const {
    const auto& code_of = program_->code;
    boost::container::small_vector<std::uint32_t, 64> now;
    boost::container::small_vector<std::uint32_t, 64> then;
    boost::container::small_vector<std::uint32_t, 64> stack;
    if (!take(steps, 1 + code_of.size() / 16)) return false;
    boost::container::small_vector<std::size_t, 128> seen(code_of.size(), npos);
    // True when the pattern is matched here.
    const auto add = [&](auto& list, std::uint32_t pc, std::size_t at) {
        stack.push_back(pc);
        while (!stack.empty()) {
            const auto where = stack.back();
            stack.pop_back();
            if (!take(steps, 1)) return false;
            if (seen[where] == at) continue;
            seen[where] = at;
            const auto& i = code_of[where];
            switch (i.what) {
                case code::jump:
                    stack.push_back(i.x);
                    break;
                case code::split:
                    stack.push_back(i.y);
                    stack.push_back(i.x);
                    break;
                case code::save:
                    stack.push_back(where + 1);
                    break;
                case code::line_start:
                    if (at == 0 || (program_->multiline && text[at - 1] == '\n')) stack.push_back(where + 1);
                    break;
                case code::line_end:
                    if (at == text.size() || (program_->multiline && text[at] == '\n'))
                        stack.push_back(where + 1);
                    break;
                case code::set:
                    list.push_back(where);
                    break;
                case code::accept:
                    return true;
            }
        }
        return false;
    };
    for (std::size_t at = 0;;) {
        if (add(now, 0, at)) return true;
        if (at >= text.size()) return false;
        if (now.empty() && !program_->multiline) {
            // No thread is left, and past the start the anchor lets none in.
            if (program_->anchored) return false;
        }
        if (!take(steps, 1 + now.size())) return false;
        std::size_t next = at;
        const auto c = decode_utf8(text, next);
        for (const auto pc : now) {
            if (program_->classes[code_of[pc].x].has(c) && add(then, pc + 1, next)) return true;
        }
        now.swap(then);
        then.clear();
        at = next;
    }
}

}  // namespace pps::cda::validation::xpath
