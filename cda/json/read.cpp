#include "cda/json/json.hpp"
#include "cda/json/json_rules.hpp"
#include "cda/json/markup.hpp"
#include "cda/json/parse.hpp"
#include "cda/json/plan_forms.hpp"
#include "cda/json/scalars.hpp"
#include "cda/xml_scan.hpp"

#include <algorithm>
#include <utility>

namespace pps::json {
namespace {

using rapidjson::Value;

std::string_view text_of(const Value& string) noexcept {
    return {string.GetString(), string.GetStringLength()};
}

/// Reads a tree that `parse` made: its depth is bounded, and so is the recursion here.
class reader {
  public:
    reader(plan& to, const limits& bounds) : to_(to), bounds_(bounds) { around_.whole = &to; }

    void read(const Value& root) {
        if (!root.IsObject()) return tell(json_rules::row("json.root"));
        const auto* version = find(root, "format");
        if (version == nullptr || !version->IsString() || text_of(*version) != format) {
            at("format", [&] { tell(json_rules::row("json.format")); });
            return;
        }
        members(root, to_, plan{}, true);
    }

    cda::findings take() && { return std::move(findings_); }

  private:
    void tell(const cda::rule& rule) {
        if (findings_.size() < bounds_.max_findings) findings_.push_back(cda::broken(rule, pointer_));
    }

    /// Calls `what` with the pointer of a member or an item.
    template <typename Function>
    void at(std::string_view name, Function what) {
        const auto length = pointer_.size();
        pointer_.append("/").append(name);
        what();
        pointer_.resize(length);
    }

    static const Value* find(const Value& object, std::string_view name) noexcept {
        for (const auto& member : object.GetObject()) {
            if (text_of(member.name) == name) return &member.value;
        }
        return nullptr;
    }

    /// Members that the type does not have, or that come twice.
    template <typename Type>
    void check_names(const Value& object, bool root) {
        const auto all = object.GetObject();
        for (auto member = all.MemberBegin(); member != all.MemberEnd(); ++member) {
            const auto name = text_of(member->name);
            bool known = root && name == "format";
            each_name<Type>([&](std::string_view one) { known = known || one == name; });
            if (!known) {
                tell(json_rules::row("json.unknown"));
                continue;
            }
            for (auto before = all.MemberBegin(); before != member; ++before) {
                if (text_of(before->name) != name) continue;
                at(name, [&] { tell(json_rules::row("json.duplicate")); });
                break;
            }
        }
    }

    template <typename Type>
    void members(const Value& object, Type& to, const Type& start, bool root = false) {
        check_names<Type>(object, root);
        rows(object, to, start);
    }

    template <typename Type>
    void rows(const Value& object, Type& to, const Type& start) {
        each_row<Type>([&](const auto& row) { member(object, to, start, row); });
        if constexpr (requires { form<Type>::named_parts; }) named_parts(object, to);
    }

    template <typename Type, typename Row>
    void member(const Value& object, Type& owner, const Type& start, const Row& row) {
        using member_type = typename Row::member_type;
        member_type& to = owner.*row.member;
        if constexpr (has_form<member_type>) {
            if (row.layout == layout::merged) {
                const member_type from = row.start == nullptr ? start.*row.member : row.start(owner, around_);
                within(owner, row, [&] { rows(object, to, from); });
                return;
            }
        }
        const auto* given = find(object, row.name);
        if (given == nullptr) {
            to = left_out(owner, start, row, around_);
            if (row.expected) at(row.name, [&] { tell(json_rules::row("json.missing")); });
            return;
        }
        at(row.name, [&] { this->given(*given, owner, start, row); });
    }

    template <typename Type, typename Row>
    void given(const Value& from, Type& owner, const Type& start, const Row& row) {
        using member_type = typename Row::member_type;
        using element_type = typename Row::element;
        member_type& to = owner.*row.member;
        to = {};
        if (from.IsNull()) return;
        if constexpr (is_list<member_type>) {
            const auto begin = row.start == nullptr ? element_type{} : row.start(owner, around_);
            if (!from.IsArray()) {
                if (row.layout != layout::one_or_many) return tell(json_rules::row("json.type"));
                element(from, owner, row, to.emplace_back(begin));
                return;
            }
            to.reserve(from.Size());
            for (rapidjson::SizeType i = 0; i < from.Size(); ++i)
                at(std::to_string(i), [&] { element(from[i], owner, row, to.emplace_back(begin)); });
        } else if constexpr (std::is_same_v<member_type, std::optional<bool>>) {
            if (!from.IsBool()) return tell(json_rules::row("json.type"));
            to = from.GetBool();
        } else if constexpr (is_optional<member_type>) {
            element(from, owner, row,
                    to.emplace(row.start == nullptr ? element_type{} : row.start(owner, around_)));
        } else if constexpr (std::is_same_v<member_type, bool>) {
            if (!from.IsBool()) return tell(json_rules::row("json.type"));
            to = from.GetBool();
        } else if constexpr (std::is_enum_v<member_type>) {
            if (!from.IsString()) return tell(json_rules::row("json.type"));
            const auto word = from_string<member_type>(text_of(from));
            if (!word) return tell(json_rules::row("json.word"));
            to = *word;
        } else {
            if constexpr (keeps_start<member_type> && has_form<member_type>)
                to = row.start == nullptr ? start.*row.member : row.start(owner, around_);
            element(from, owner, row, to);
        }
    }

    template <typename Type, typename Row, typename Function>
    void within(const Type& owner, const Row& row, Function what) {
        const auto words = row.words == nullptr ? vocabulary{} : row.words(owner, around_);
        const auto outer = std::exchange(around_.words, words);
        what();
        around_.words = outer;
    }

    template <typename Type, typename Row>
    void element(const Value& from, const Type& owner, const Row& row, typename Row::element& to) {
        if constexpr (std::is_same_v<typename Row::element, std::string>) {
            string(from, row.spelling, to);
        } else {
            within(owner, row, [&] { object(from, to); });
        }
    }

    void string(const Value& from, spelling as, std::string& to) {
        if (as == spelling::number && from.IsNumber()) {
            if (!from.IsUint() || !integer(std::to_string(from.GetUint())))
                return tell(json_rules::row("json.version"));
            to = std::to_string(from.GetUint());
            return;
        }
        if (!from.IsString()) return tell(json_rules::row("json.type"));
        const auto said = text_of(from);
        if (!allowed(said)) return;
        if (!unspell(as, said, to)) return tell(json_rules::row("json.date"));
        if (as != spelling::markup || to.empty()) return;
        auto normal = normal_markup(to);
        if (!normal) return tell(json_rules::row("json.markup"));
        to = std::move(*normal);
    }

    bool allowed(std::string_view said) {
        const cda::rule* broken = nullptr;
        if (cda::find_bad_character(said, broken) == std::string_view::npos) return true;
        tell(json_rules::row("json.character"));
        return false;
    }

    template <has_form Type>
    void object(const Value& from, Type& to) {
        if (from.IsObject()) {
            const Type start = to;
            members(from, to, start);
            return;
        }
        if constexpr (has_scalar<Type>) {
            if (from.IsBool()) return alone(scalar(from.GetBool()), to);
            if (from.IsString()) {
                const auto said = text_of(from);
                if (allowed(said)) alone(scalar(std::string(said)), to);
                return;
            }
        }
        tell(json_rules::row("json.type"));
    }

    template <typename Type>
    void alone(const scalar& said, Type& to) {
        to = untold(Type(to), around_);
        switch (expand(said, to, around_)) {
            case mismatch::none:
                return;
            case mismatch::type:
                return tell(json_rules::row("json.type"));
            case mismatch::date:
                return tell(json_rules::row("json.date"));
            case mismatch::code:
                return tell(json_rules::row("json.code"));
        }
    }

    static void set(name_part& part, const name_member& row) {
        part.kind = row.kind;
        part.qualifier = row.qualifier;
    }
    static void set(address_part& part, const address_member& row) { part.kind = row.kind; }

    /// Parts of a name or an address by their members, after those in `parts`.
    template <typename Type>
    void named_parts(const Value& object, Type& to) {
        for (const auto& row : form<Type>::named_parts) {
            const auto* given = find(object, member_name(row));
            if (given == nullptr || given->IsNull()) continue;
            at(member_name(row), [&] {
                const auto one = [&](const Value& from) {
                    auto& part = to.parts.emplace_back();
                    set(part, row);
                    string(from, spelling::text, part.text);
                };
                if (!given->IsArray()) return one(*given);
                for (rapidjson::SizeType i = 0; i < given->Size(); ++i)
                    at(std::to_string(i), [&] { one((*given)[i]); });
            });
        }
    }

    plan& to_;
    const limits& bounds_;
    context around_;
    std::string pointer_;
    cda::findings findings_;
};

}  // namespace

read_result read_json(std::string_view text, const limits& bounds) {
    read_result out;
    const auto tree = parse(text, bounds);
    if (tree.broken != nullptr) {
        out.findings.push_back(cda::broken(*tree.broken, tree.where));
        return out;
    }
    plan made;
    reader from(made, bounds);
    from.read(tree.tree);
    out.findings = std::move(from).take();
    if (!cda::refuses(out.findings)) out.plan = std::move(made);
    return out;
}

}  // namespace pps::json
