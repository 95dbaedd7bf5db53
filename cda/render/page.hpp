#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// The page that a plan is read on: how text becomes HTML.
namespace pps::render {

/// Markup written in the source. Nothing computed can become one, so nothing of a document can become markup.
class markup {
  public:
    // NOLINTNEXTLINE(google-explicit-constructor): a literal is one
    consteval markup(const char* literal) : text_(literal) {}
    constexpr markup() = default;
    constexpr std::string_view text() const noexcept { return text_; }
    constexpr bool empty() const noexcept { return text_.empty(); }

  private:
    std::string_view text_;
};

/// HTML under construction. `text` and `attribute` take anything; `raw` takes constants only.
class page {
  public:
    page() { out_.reserve(1U << 16U); }

    page& raw(markup literal) {
        out_ += literal.text();
        return *this;
    }
    /// Character data: escaped for element content and quoted attributes alike. What is no UTF-8 or no XML
    /// character becomes U+FFFD; controls of writing direction, which could make a text read other than it
    /// is, are left out.
    page& text(std::string_view anything);
    page& number(std::size_t value) {
        out_ += std::to_string(value);
        return *this;
    }
    /// What `content` writes, between two pieces of markup; nothing at all when it writes nothing.
    template <typename Content>
    void enclose(markup open, markup close, Content content) {
        enclose(
            open, [] {}, {}, content, close);
    }
    /// The same with a title after the first piece, and another piece between title and content.
    template <typename Title, typename Content>
    void enclose(markup open, Title title, markup then, Content content, markup close) {
        const auto before = out_.size();
        raw(open);
        title();
        raw(then);
        const auto inside = out_.size();
        content();
        if (out_.size() == inside) {
            out_.resize(before);
        } else {
            raw(close);
        }
    }
    std::size_t size() const noexcept { return out_.size(); }
    std::string take() && { return std::move(out_); }

  private:
    void escape(std::string_view valid);

    std::string out_;
};

/// A title inside the page: <h2> to <h6>.
void heading(page& out, unsigned level, std::string_view text);

/// A text of several lines: paragraphs, and lists where lines begin with a dash or a bullet.
void paragraphs(page& out, std::string_view text);

/// A row of a description list; nothing when there is no text.
void fact(page& out, std::string_view label, std::string_view text);

/// The same for a text of several lines.
void long_fact(page& out, std::string_view label, std::string_view text);

/// The same for what `content` writes.
template <typename Content>
void fact_of(page& out, std::string_view label, Content content) {
    out.enclose(
        "<div><dt>", [&] { out.text(label); }, "</dt><dd>", content, "</dd></div>");
}

/// A description list of what `content` writes.
template <typename Content>
void facts(page& out, Content content) {
    out.enclose("<dl class=\"facts\">", "</dl>", content);
}

}  // namespace pps::render
