#include "cda/json/json.hpp"
#include "cda/json/plan_forms.hpp"
#include "cda/json/scalars.hpp"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <utility>

namespace pps::json {
namespace {

/// Parts of a name or an address by their members, when those say all of them.
struct named_part {
    std::string_view name;
    const std::string* text;
};

template <typename Part, typename Rows, typename Is>
std::optional<std::vector<named_part>> by_name(const std::vector<Part>& parts, const Rows& rows, Is is) {
    std::vector<named_part> out;
    auto row = rows.begin();
    for (const auto& part : parts) {
        if (!part.null_flavor.empty() || part.text.empty()) return std::nullopt;
        // In the order of the rows; several of the same row stand together.
        while (row != rows.end() && !is(*row, part))
            ++row;
        if (row == rows.end()) return std::nullopt;
        out.push_back({member_name(*row), &part.text});
    }
    return out;
}

class writer {
  public:
    explicit writer(const plan& whole) : out_(buffer_) {
        out_.SetIndent(' ', 2);
        around_.whole = &whole;
    }

    std::string write() {
        out_.StartObject();
        key("format");
        text(format);
        members(*around_.whole, plan{});
        out_.EndObject();
        return {buffer_.GetString(), buffer_.GetSize()};
    }

  private:
    void key(std::string_view name) { out_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }
    void text(std::string_view what) {
        out_.String(what.data(), static_cast<rapidjson::SizeType>(what.size()));
    }
    void one(const scalar& what) {
        if (const bool* yes = std::get_if<bool>(&what)) {
            out_.Bool(*yes);
        } else {
            text(std::get<std::string>(what));
        }
    }

    /// The members of a value that differ from those it starts from.
    template <typename Type>
    void members(const Type& what, const Type& start) {
        each_row<Type>([&](const auto& row) { member(what, start, row); });
    }

    template <typename Type, typename Row>
    void member(const Type& owner, const Type& start, const Row& row) {
        using member_type = typename Row::member_type;
        const member_type& held = owner.*row.member;
        if constexpr (is_list<member_type>) {
            const bool same =
                row.absent == nullptr ? held == start.*row.member : held == row.absent(owner, around_);
            if (!same) list(owner, held, row);
        } else if constexpr (std::is_same_v<member_type, std::optional<bool>>) {
            if (held == start.*row.member) return;
            key(row.name);
            held ? static_cast<void>(out_.Bool(*held)) : static_cast<void>(out_.Null());
        } else if constexpr (is_optional<member_type>) {
            if (!held) return;
            key(row.name);
            element(owner, row, *held,
                    row.start == nullptr ? typename Row::element{} : row.start(owner, around_));
        } else if constexpr (std::is_same_v<member_type, std::string>) {
            // Most are empty and stay so: no copy of what they start from.
            const bool same =
                row.start == nullptr ? held == start.*row.member : held == row.start(owner, around_);
            if (!same) string(held, row);
        } else {
            plain(owner, held, row, row.start == nullptr ? start.*row.member : row.start(owner, around_));
        }
    }

    template <typename Type, typename Row>
    void plain(const Type& owner, const typename Row::member_type& held, const Row& row,
               const typename Row::member_type& start) {
        using member_type = typename Row::member_type;
        if constexpr (has_form<member_type>) {
            if (row.layout == layout::merged) {
                within(owner, row, [&] { members(held, start); });
                return;
            }
        }
        if (held == start) return;
        key(row.name);
        if constexpr (std::is_same_v<member_type, bool>) {
            out_.Bool(held);
        } else if constexpr (std::is_enum_v<member_type>) {
            text(to_string(held));
        } else if (held == member_type{}) {
            out_.Null();
        } else {
            element(owner, row, held, keeps_start<member_type> ? start : member_type{});
        }
    }

    /// Calls `what` with the vocabulary of a row.
    template <typename Type, typename Row, typename Function>
    void within(const Type& owner, const Row& row, Function what) {
        const auto words = row.words == nullptr ? vocabulary{} : row.words(owner, around_);
        const auto outer = std::exchange(around_.words, words);
        what();
        around_.words = outer;
    }

    template <typename Row>
    void string(const std::string& held, const Row& row) {
        key(row.name);
        if (held.empty()) {
            out_.Null();
        } else if (const auto number = row.spelling == spelling::number ? integer(held) : std::nullopt) {
            out_.Uint(*number);
        } else {
            text(spell(row.spelling, held));
        }
    }

    template <typename Type, typename Row>
    void list(const Type& owner, const std::vector<typename Row::element>& held, const Row& row) {
        using element_type = typename Row::element;
        const auto start = row.start == nullptr ? element_type{} : row.start(owner, around_);
        key(row.name);
        const bool alone = row.layout == layout::one_or_many && held.size() == 1;
        if (!alone) out_.StartArray();
        for (const auto& each : held)
            element(owner, row, each, start);
        if (!alone) out_.EndArray();
    }

    template <typename Type, typename Row, typename Element>
    void element(const Type& owner, const Row& row, const Element& what, const Element& start) {
        if constexpr (std::is_same_v<Element, std::string>) {
            text(what);
        } else {
            within(owner, row, [&] { object(what, start); });
        }
    }

    template <has_form Type>
    void object(const Type& what, const Type& start) {
        if constexpr (has_scalar<Type>) {
            if (const auto said = shorten(what, start, around_)) {
                one(*said);
                return;
            }
        }
        out_.StartObject();
        if constexpr (std::is_same_v<Type, name>) {
            parts(what, by_name(what.parts, name_members, [](const name_member& row, const name_part& part) {
                      return row.kind == part.kind && row.qualifier == part.qualifier;
                  }));
        } else if constexpr (std::is_same_v<Type, address>) {
            parts(what, by_name(what.parts, address_members,
                                [](const address_member& row, const address_part& part) {
                                    return row.kind == part.kind;
                                }));
        } else {
            members(what, start);
        }
        out_.EndObject();
    }

    template <typename Type>
    void parts(const Type& what, const std::optional<std::vector<named_part>>& named) {
        if (!named) {
            members(what, Type{});
            return;
        }
        Type rest = what;
        rest.parts.clear();
        members(rest, Type{});
        for (auto at = named->begin(); at != named->end();) {
            auto end = at;
            while (end != named->end() && end->name == at->name)
                ++end;
            key(at->name);
            const bool several = end - at > 1;
            if (several) out_.StartArray();
            for (; at != end; ++at)
                text(*at->text);
            if (several) out_.EndArray();
        }
    }

    rapidjson::StringBuffer buffer_;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> out_;
    context around_;
};

}  // namespace

std::string write_json(const plan& what) {
    return writer(what).write();
}

}  // namespace pps::json
