#include "cda/json/json.hpp"
#include "cda/json/plan_forms.hpp"
#include "cda/json/scalars.hpp"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <initializer_list>
#include <set>

namespace pps::json {
namespace {

constexpr std::string_view date_pattern =
    "^(=.*|[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}(:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?"
    "(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?)?$";

/// Writes the definition of each type once, those it needs after it.
class schema_writer {
  public:
    schema_writer() : out_(buffer_) { out_.SetIndent(' ', 1); }

    std::string write() {
        out_.StartObject();
        pair("$schema", "https://json-schema.org/draft/2020-12/schema");
        pair("$id", "urn:pps:json:1");
        pair("title", "PPS, form pps/1");
        pair("description", form<plan>::doc);
        pair("type", "object");
        key("required");
        out_.StartArray();
        text("format");
        out_.EndArray();
        key("properties");
        out_.StartObject();
        key("format");
        out_.StartObject();
        pair("const", format);
        pair("description", "version of this form");
        out_.EndObject();
        properties<plan>();
        out_.EndObject();
        no_others();
        key("$defs");
        out_.StartObject();
        done_.insert(form<plan>::name);
        definitions_below<plan>();
        out_.EndObject();
        out_.EndObject();
        return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n";
    }

  private:
    void key(std::string_view name) { out_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }
    void text(std::string_view what) {
        out_.String(what.data(), static_cast<rapidjson::SizeType>(what.size()));
    }
    void pair(std::string_view name, std::string_view what) {
        key(name);
        text(what);
    }
    void no_others() {
        key("additionalProperties");
        out_.Bool(false);
    }

    template <typename Type>
    void properties() {
        each_row<Type>([&](const auto& row) {
            using element = typename std::decay_t<decltype(row)>::element;
            if constexpr (has_form<element>) {
                if (row.layout == layout::merged) {
                    properties<element>();
                    return;
                }
            }
            property(row);
        });
        if constexpr (requires { form<Type>::named_parts; }) {
            for (const auto& part : form<Type>::named_parts) {
                key(member_name(part));
                out_.StartObject();
                pair("description", part.doc);
                one_or_many([&] { type("string"); });
                out_.EndObject();
            }
        }
    }

    /// One, several, or nothing.
    template <typename Function>
    void one_or_many(Function one) {
        key("anyOf");
        out_.StartArray();
        one();
        list(one);
        type("null");
        out_.EndArray();
    }

    template <typename Row>
    void property(const Row& row) {
        using element = typename Row::element;
        key(row.name);
        out_.StartObject();
        pair("description", row.doc);
        const auto one = [&] {
            out_.StartObject();
            this->template keywords<element>(row.spelling);
            out_.EndObject();
        };
        using member_type = typename Row::member_type;
        if constexpr (is_list<member_type>) {
            if (row.layout == layout::one_or_many) {
                one_or_many(one);
            } else {
                types({"array", "null"});
                key("items");
                one();
            }
        } else if constexpr (has_form<element>) {
            key("anyOf");
            out_.StartArray();
            one();
            type("null");
            out_.EndArray();
        } else {
            keywords<member_type>(row.spelling);
        }
        out_.EndObject();
    }

    void types(std::initializer_list<std::string_view> names) {
        key("type");
        out_.StartArray();
        for (const auto& one : names)
            text(one);
        out_.EndArray();
    }
    void type(std::string_view name) {
        out_.StartObject();
        pair("type", name);
        out_.EndObject();
    }
    template <typename Function>
    void list(Function item) {
        out_.StartObject();
        pair("type", "array");
        key("items");
        item();
        out_.EndObject();
    }

    /// What a value of the type is. Strings and flags may be null, which is nothing.
    template <typename Type>
    void keywords(spelling as) {
        if constexpr (has_form<Type>) {
            pair("$ref", std::string("#/$defs/").append(form<Type>::name));
        } else if constexpr (std::is_enum_v<Type>) {
            key("enum");
            out_.StartArray();
            for (const auto& one : names<Type>::table)
                text(one.second);
            out_.EndArray();
        } else if constexpr (std::is_same_v<Type, bool>) {
            pair("type", "boolean");
        } else if constexpr (std::is_same_v<Type, std::optional<bool>>) {
            types({"boolean", "null"});
        } else if (as == spelling::number) {
            types({"integer", "string", "null"});
            key("minimum");
            out_.Uint(1);
            key("maximum");
            out_.Uint(999'999'999);
        } else {
            types({"string", "null"});
            if (as == spelling::date) pair("pattern", date_pattern);
        }
    }

    template <typename Type>
    void definitions_below() {
        each_row<Type>([&](const auto& row) {
            using element = typename std::decay_t<decltype(row)>::element;
            if constexpr (has_form<element>) definition<element>(row.layout == layout::merged);
        });
    }

    template <typename Type>
    void definition(bool merged) {
        // What only stands among the members of others has no definition of its own.
        auto& seen = merged ? merged_ : done_;
        if (!seen.insert(form<Type>::name).second) return;
        if (!merged) {
            key(form<Type>::name);
            out_.StartObject();
            pair("description", form<Type>::doc);
            if constexpr (has_scalar<Type>) {
                constexpr bool is_date = std::is_same_v<Type, instant> || std::is_same_v<Type, interval>;
                key("anyOf");
                out_.StartArray();
                out_.StartObject();
                pair("type", "string");
                if (is_date) pair("pattern", date_pattern);
                out_.EndObject();
                if constexpr (std::is_same_v<Type, pps::value> || std::is_same_v<Type, statement>)
                    type("boolean");
                out_.StartObject();
            }
            pair("type", "object");
            key("properties");
            out_.StartObject();
            properties<Type>();
            out_.EndObject();
            no_others();
            if constexpr (has_scalar<Type>) {
                out_.EndObject();
                out_.EndArray();
            }
            out_.EndObject();
        }
        definitions_below<Type>();
    }

    rapidjson::StringBuffer buffer_;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> out_;
    std::set<std::string_view> done_;
    std::set<std::string_view> merged_;
};

}  // namespace

std::string json_schema() {
    return schema_writer().write();
}

}  // namespace pps::json
