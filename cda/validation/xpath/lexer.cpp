#include "cda/validation/xpath/lexer.hpp"

#include <array>

namespace pps::cda::validation::xpath {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
bool starts_name(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) noexcept {
    return starts_name(c) || is_digit(c) || c == '-' || c == '.';
}
bool is_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr std::array<std::string_view, 7> long_symbols{"//", "::", "!=", "<=", ">=", "<<", ">>"};

class lexer {
  public:
    explicit lexer(std::string_view source) : source_(source) {}

    lexed run() {
        while (!out_.failed && skip())
            next();
        out_.tokens.push_back({token_kind::end, {}, source_.size()});
        return std::move(out_);
    }

  private:
    char at(std::size_t i) const noexcept { return i < source_.size() ? source_[i] : '\0'; }

    void fail(std::size_t where, std::string message) {
        out_.failed = true;
        out_.position = where;
        out_.message = std::move(message);
    }

    // White space and nested comments; false at the end.
    bool skip() {
        for (;;) {
            while (at_ < source_.size() && is_space(source_[at_]))
                ++at_;
            if (at(at_) != '(' || at(at_ + 1) != ':') return at_ < source_.size();
            const auto start = at_;
            std::size_t depth = 0;
            do {
                if (at_ >= source_.size()) {
                    fail(start, "comment without end");
                    return false;
                }
                if (at(at_) == '(' && at(at_ + 1) == ':') {
                    ++depth;
                    at_ += 2;
                } else if (at(at_) == ':' && at(at_ + 1) == ')') {
                    --depth;
                    at_ += 2;
                } else {
                    ++at_;
                }
            } while (depth > 0);
        }
    }

    void push(token_kind kind, std::string text, std::size_t from) {
        out_.tokens.push_back({kind, std::move(text), from});
    }

    std::string take_name() {
        const auto from = at_;
        while (continues_name(at(at_)))
            ++at_;
        return std::string{source_.substr(from, at_ - from)};
    }

    void next() {
        const auto from = at_;
        const char c = source_[at_];
        if (c == '"' || c == '\'') return string(c);
        if (is_digit(c) || (c == '.' && is_digit(at(at_ + 1)))) return number();
        if (starts_name(c)) {
            auto name = take_name();
            if (at(at_) == ':' && starts_name(at(at_ + 1))) {
                ++at_;
                name += ':' + take_name();
            } else if (at(at_) == ':' && at(at_ + 1) == '*') {
                at_ += 2;
                return push(token_kind::any_of, std::move(name), from);
            }
            return push(token_kind::name, std::move(name), from);
        }
        if (c == '*' && at(at_ + 1) == ':' && starts_name(at(at_ + 2))) {
            at_ += 2;
            return push(token_kind::any_in, take_name(), from);
        }
        for (const auto symbol : long_symbols) {
            if (!source_.substr(at_).starts_with(symbol)) continue;
            at_ += symbol.size();
            return push(token_kind::symbol, std::string{symbol}, from);
        }
        if (c == '.' && at(at_ + 1) == '.') {
            at_ += 2;
            return push(token_kind::symbol, "..", from);
        }
        constexpr std::string_view single = "()[]@$,/|+-*=<>.?";
        if (single.find(c) == std::string_view::npos) return fail(from, "unexpected character");
        ++at_;
        push(token_kind::symbol, std::string(1, c), from);
    }

    void string(char quote) {
        const auto from = at_++;
        std::string value;
        for (;;) {
            if (at_ >= source_.size()) return fail(from, "string without end");
            if (source_[at_] == quote) {
                if (at(at_ + 1) != quote) break;
                ++at_;
            }
            value += source_[at_++];
        }
        ++at_;
        push(token_kind::string, std::move(value), from);
    }

    void number() {
        const auto from = at_;
        auto kind = token_kind::integer;
        while (is_digit(at(at_)))
            ++at_;
        if (at(at_) == '.') {
            kind = token_kind::decimal;
            ++at_;
            while (is_digit(at(at_)))
                ++at_;
        }
        if (at(at_) == 'e' || at(at_) == 'E') {
            kind = token_kind::floating;
            ++at_;
            if (at(at_) == '+' || at(at_) == '-') ++at_;
            if (!is_digit(at(at_))) return fail(from, "number without exponent");
            while (is_digit(at(at_)))
                ++at_;
        }
        if (starts_name(at(at_))) return fail(from, "number followed by a name");
        push(kind, std::string{source_.substr(from, at_ - from)}, from);
    }

    std::string_view source_;
    std::size_t at_ = 0;
    lexed out_;
};

}  // namespace

lexed lex(std::string_view source) {
    return lexer{source}.run();
}

}  // namespace pps::cda::validation::xpath
