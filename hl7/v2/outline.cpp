#include "hl7/v2/outline.hpp"

#include "hl7/v2/text.hpp"

#include <algorithm>
#include <iterator>

namespace pps::hl7::v2 {
namespace {

constexpr bool in_order() {
    for (std::size_t i = 0; i < std::size(controls); ++i) {
        if (controls[i].id != static_cast<control>(i)) return false;
    }
    return true;
}
static_assert(in_order(), "a control is the place of its row");

structure structure_of(const segment& msh) {
    const auto type = value_of(msh.at(9, 1));
    if (type == "ORU") return structure::oru;
    return type == "MDM" ? structure::mdm : structure::unknown;
}

// A document is encapsulated data that no row of MetaDMPMSS names.
bool carries_document(const segment& obx) {
    return value_of(obx.field(2)) == "ED" && value_of(obx.at(3, 3)) != control_system &&
           control_by_code(value_of(obx.at(3, 1))) == nullptr;
}

}  // namespace

outline outline_of(const message& m) {
    outline o;
    o.msh = m.header();
    o.structure = structure_of(o.msh);
    const std::pair<std::string_view, segment*> single[] = {
        {"EVN", &o.evn}, {"PID", &o.pid}, {"PV1", &o.pv1}, {"ORC", &o.orc}, {"OBR", &o.obr}, {"TXA", &o.txa},
    };
    observation* group = nullptr;
    for (std::size_t i = 1; i < m.size(); ++i) {
        const auto s = m.at(i);
        const auto name = s.name();
        if (name == "OBX") {
            auto& all = carries_document(s) ? o.documents : o.controls;
            group = &all.emplace_back();
            group->obx = s;
        } else if (name == "PRT" && group != nullptr) {
            group->participants.push_back(s);
        } else if (name == "NTE" && group != nullptr) {
            group->notes.push_back(s);
        } else {
            for (const auto& [wanted, place] : single) {
                if (name == wanted && !*place) *place = s;
            }
        }
    }
    return o;
}

request_kind request_by_order_control(std::string_view orc1) noexcept {
    const auto found = std::find_if(std::begin(requests), std::end(requests),
                                    [&](const request_row& r) { return r.order_control == orc1; });
    return found == std::end(requests) ? request_kind::unknown : found->kind;
}

const control_row* control_by_code(std::string_view code) noexcept {
    const auto found = std::find_if(std::begin(controls), std::end(controls),
                                    [&](const control_row& r) { return r.code == code; });
    return found == std::end(controls) ? nullptr : found;
}

control_flags flags_of(const outline& o) {
    control_flags flags;
    for (const auto& group : o.controls) {
        const auto* row = control_by_code(value_of(group.obx.at(3, 1)));
        if (row != nullptr && value_of(group.obx.at(5, 1)) == "Y") flags.set(row->id);
    }
    return flags;
}

std::string_view value_of(const element& e) noexcept {
    return e.present() ? trimmed(e.raw()) : std::string_view{};
}

}  // namespace pps::hl7::v2
