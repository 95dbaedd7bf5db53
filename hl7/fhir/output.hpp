#pragma once

#include "hl7/fhir/urls.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <cstring>
#include <string>
#include <string_view>

namespace pps::hl7::fhir {

/// A member name of two pieces ("_" + "status"), put together without allocation.
class joined {
  public:
    joined(std::string_view a, std::string_view b) noexcept : size_(a.size() + b.size()) {
        static_assert(sizeof(text_) >= 64);
        if (size_ > sizeof text_) size_ = 0;
        if (size_ != 0) {
            std::memcpy(text_.data(), a.data(), a.size());
            std::memcpy(text_.data() + a.size(), b.data(), b.size());
        }
    }
    operator std::string_view() const noexcept { return {text_.data(), size_}; }

  private:
    std::array<char, 64> text_;
    std::size_t size_;
};

/// JSON as it is written: objects and lists as blocks, members that are empty left out.
class output {
  public:
    output() : buffer_(nullptr, 1U << 17), json_(buffer_) {}

    template <class Block>
    void object(Block block) {
        json_.StartObject();
        block();
        json_.EndObject();
    }
    template <class Block>
    void object(std::string_view key_text, Block block) {
        key(key_text);
        object(block);
    }
    /// A list of what `write` writes for each item, nothing at all when there is none.
    template <class Items, class Write>
    void list(std::string_view key_text, const Items& items, Write write) {
        if (items.empty()) return;
        array(key_text, [&] {
            for (const auto& item : items)
                write(item);
        });
    }
    template <class Block>
    void array(std::string_view key_text, Block block) {
        key(key_text);
        json_.StartArray();
        block();
        json_.EndArray();
    }
    /// The member, unless its value is empty.
    void text(std::string_view key_text, std::string_view value) {
        if (value.empty()) return;
        key(key_text);
        item(value);
    }
    void flag(std::string_view key_text, bool value) {
        key(key_text);
        json_.Bool(value);
    }
    void integer(std::string_view key_text, unsigned value) {
        key(key_text);
        json_.Uint(value);
    }
    /// `digits` must be a JSON number: it is written as it is, with its precision.
    void number(std::string_view key_text, std::string_view digits) {
        key(key_text);
        json_.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
    }
    void key(std::string_view text) { json_.Key(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
    void item(std::string_view value) {
        json_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    }
    void null_item() { json_.Null(); }
    void open_object() { json_.StartObject(); }
    void close_object() { json_.EndObject(); }
    void open_array() { json_.StartArray(); }
    void close_array() { json_.EndArray(); }
    std::string take() const { return {buffer_.GetString(), buffer_.GetSize()}; }

  private:
    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> json_;
};

/// The extensions of the element that is being written: the list is there when the first one is added, and
/// closed with this object. Write them before the other members.
class extensions {
  public:
    /// Of an object.
    explicit extensions(output& out) noexcept : out_(out) {}
    /// Of a primitive: in the member "_name" beside it.
    extensions(output& out, std::string_view primitive) noexcept : out_(out), primitive_(primitive) {}
    extensions(const extensions&) = delete;
    extensions& operator=(const extensions&) = delete;
    ~extensions() {
        if (!open_) return;
        out_.close_array();
        if (!primitive_.empty()) out_.close_object();
    }

    bool any() const noexcept { return open_; }

    /// An extension whose value `block` writes. Names without a colon are our own.
    template <class Block>
    void with(std::string_view url_text, Block block) {
        start();
        out_.object([&] {
            if (nested_ || url_text.find(':') != std::string_view::npos) {
                out_.text("url", url_text);
            } else {
                out_.key("url");
                const std::string whole = std::string(own_base).append(url_text);
                out_.item(whole);
            }
            block();
        });
    }
    /// An extension made of extensions, whose names are relative.
    template <class Block>
    void nested(std::string_view url_text, Block block) {
        with(url_text, [&] {
            extensions inner(out_);
            inner.nested_ = true;
            block(inner);
        });
    }
    /// Nothing when the value is empty.
    void text(std::string_view url_text, std::string_view value) {
        if (!value.empty()) with(url_text, [&] { out_.text("valueString", value); });
    }
    /// Also when the value is empty: the extension then says that there is none.
    void exact_text(std::string_view url_text, std::string_view value) {
        with(url_text, [&] {
            out_.text("valueString", value);
            if (value.empty()) extensions(out_, "valueString").absent();
        });
    }
    void code(std::string_view url_text, std::string_view value) {
        if (!value.empty()) with(url_text, [&] { out_.text("valueCode", value); });
    }
    /// Also when the value is empty: the extension then says that there is none.
    void exact_code(std::string_view url_text, std::string_view value) {
        with(url_text, [&] {
            out_.text("valueCode", value);
            if (value.empty()) extensions(out_, "valueCode").absent();
        });
    }
    /// Inside `with`: a value of type url.
    void value_url(std::string_view value) { out_.text("valueUrl", value); }
    void flag(std::string_view url_text, bool value) {
        with(url_text, [&] { out_.flag("valueBoolean", value); });
    }
    /// Why a value is not there: its null flavor, and the reason closest to it. Nothing when it is empty.
    void null(std::string_view flavor);
    /// FHIR wants an element of which the document says nothing.
    void absent() { code(url::data_absent, "unknown"); }

  private:
    void start() {
        if (open_) return;
        open_ = true;
        if (!primitive_.empty()) {
            out_.key(joined("_", primitive_));
            out_.open_object();
        }
        out_.key("extension");
        out_.open_array();
    }

    output& out_;
    std::string_view primitive_;
    bool open_ = false;
    bool nested_ = false;
};

}  // namespace pps::hl7::fhir
