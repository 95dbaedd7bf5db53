#include "hl7/v2/field_rows.hpp"

#include "hl7/v2/location.hpp"
#include "hl7/v2/profile.hpp"
#include "hl7/v2/text.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace pps::hl7::v2 {
namespace {

using message_rules::row;

constexpr bool is_judged(const field_row& r) noexcept {
    return r.most > 0;
}
static_assert(std::ranges::all_of(field_rows::table, is_judged) &&
                  std::ranges::all_of(field_rows::person, is_judged),
              "at least the first repetition of a field is judged");

bool allows(std::string_view values, std::string_view value) noexcept {
    for (;;) {
        const auto end = values.find(';');
        if (values.substr(0, end) == value) return true;
        if (end == std::string_view::npos) return false;
        values.remove_prefix(end + 1);
    }
}

class field_checker {
  public:
    field_checker(structure of, strictness mode, cda::findings& all) : mode_(mode), all_(all) {
        ours_ = of == structure::oru ? messages::oru : messages::mdm;
    }

    /// The rows of that scope over one segment.
    void check(const segment& s, scope where) {
        const std::string_view name = s.name();
        for (const auto& r : field_rows::table) {
            if (r.where == where && r.segment == name) check(s, r);
        }
    }

    void check(const segment& s, const field_row& r) {
        if (r.in != messages::both && r.in != ours_) return;
        const element field = s.field(r.field);
        if (!field.repeated()) return check(s, r, field, 1);
        const auto repetitions = field.repetitions();
        if (repetitions.size() > r.most) add_repeated(s, r);
        for (std::size_t i = 0; i < std::min<std::size_t>(repetitions.size(), r.most); ++i)
            check(s, r, repetitions[i], i + 1);
    }

  private:
    void check(const segment& s, const field_row& r, element e, std::size_t repetition) {
        if (r.component > 0) e = e.component(r.component);
        if (r.subcomponent > 0) e = e.subcomponent(r.subcomponent);
        const auto value = value_of(e);
        if (value.empty()) {
            if (r.use == usage::r) add(row("field.required"), r.tolerated, s, r, repetition);
            if (r.use == usage::re) add(row("field.expected"), r.tolerated, s, r, repetition);
            return;
        }
        if (r.use == usage::x) return add(row("field.forbidden"), r.tolerated, s, r, repetition);
        if (value != e.raw()) add(row("field.padding"), tolerance::lenient, s, r, repetition);
        if (!r.values.empty() && !allows(r.values, value))
            add(row("field.value"), r.tolerated, s, r, repetition);
    }

    // Once for the field, however many rows it has.
    void add_repeated(const segment& s, const field_row& r) {
        if (!repeated_.emplace(s.index(), r.field).second) return;
        all_.push_back(broken(row("field.repeated"), mode_, to_string(location_of(s, r.field))));
    }

    void add(message_rule rule, tolerance tolerated, const segment& s, const field_row& r,
             std::size_t repetition) {
        rule.tolerated = tolerated;
        auto f =
            broken(rule, mode_, to_string(location_of(s, r.field, r.component, r.subcomponent, repetition)));
        f.fr.append(" : ").append(r.fr);
        f.en.append(": ").append(r.en);
        if (!r.values.empty()) {
            f.fr.append(" (").append(r.values).append(")");
            f.en.append(" (").append(r.values).append(")");
        }
        all_.push_back(std::move(f));
    }

    strictness mode_;
    cda::findings& all_;
    messages ours_ = messages::both;
    std::set<std::pair<std::size_t, unsigned>> repeated_;
};

void check_participants(field_checker& checker, const observation& group) {
    const std::pair<std::string_view, scope> roles[] = {
        {"SB", scope::sender}, {"RCT", scope::recipient}, {"REPLY", scope::reply}};
    for (const auto& prt : group.participants) {
        const auto role = value_of(prt.at(4, 1));
        for (const auto& [code, where] : roles) {
            if (role == code) checker.check(prt, where);
        }
        if (role != "SB" || !prt.at(5, 1).present()) continue;
        for (const auto& r : field_rows::person)
            checker.check(prt, r);
    }
}

}  // namespace

void check_fields(const message& m, const outline& o, strictness mode, cda::findings& all) {
    field_checker checker(o.structure, mode, all);
    for (std::size_t i = 0; i < m.size(); ++i)
        checker.check(m.at(i), scope::every);
    for (const auto& document : o.documents) {
        checker.check(document.obx, scope::document);
        check_participants(checker, document);
    }
    for (const auto& group : o.controls) {
        const auto* known = control_by_code(value_of(group.obx.at(3, 1)));
        if (known == nullptr) continue;
        const bool flag = static_cast<std::size_t>(known->id) < required_controls;
        checker.check(group.obx, flag ? scope::flag : scope::mail);
    }
}

}  // namespace pps::hl7::v2
