#include "hl7/v2/location.hpp"
#include "hl7/v2/profile.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace pps::hl7::v2 {
namespace {

using message_rules::row;

/// The cases of the MSSanté matrix (volet 2.1, regles-gestion-mssante): a letter a control, in the order of
/// `controls` from MASQUE_PS to DESTMSSANTEPAT; '*' is either.
constexpr std::string_view mssante_cases[] = {
    "NNN***YY",
    "NYN***YN",
    "*N*N*NNY",
};

class coherence_checker {
  public:
    coherence_checker(const outline& o, const profile_options& options, cda::findings& all)
        : o_(o), options_(options), all_(all), flags_(flags_of(o)) {}

    void run() {
        request();
        documents();
        set_ids();
        visit();
        patient();
        control_sequence();
        control_values();
        senders();
        recipients();
    }

  private:
    void add(const message_rule& rule, std::string path = {}) {
        all_.push_back(broken(rule, options_.mode, std::move(path)));
    }
    static std::string path_of(const segment& s, std::size_t field = 0, std::size_t component = 0) {
        return s ? to_string(location_of(s, field, component)) : std::string();
    }

    void request() {
        const auto kind = request_by_order_control(value_of(o_.orc.field(1)));
        const auto* wanted = std::find_if(std::begin(requests), std::end(requests),
                                          [&](const request_row& r) { return r.kind == kind; });
        if (wanted == std::end(requests)) return;  // A wrong ORC-1 is the finding of its row.
        for (const auto& document : o_.documents) {
            const auto status = value_of(document.obx.field(11));
            if (!status.empty() && status != wanted->document_status)
                add(row("coherence.request"), path_of(document.obx, 11));
        }
        if (o_.structure == structure::mdm && value_of(o_.msh.at(9, 2)) != wanted->mdm_event)
            add(row("coherence.request"), path_of(o_.msh, 9, 2));
        if (o_.structure == structure::mdm && kind == request_kind::replacement &&
            value_of(o_.txa.at(13, 1)).empty())
            add(row("field.required"), "TXA[1]-13.1");
        if (flags_[control::modif_conf_code] && kind != request_kind::replacement)
            add(row("control.visibility-change"), path_of_control(control::modif_conf_code));
    }

    void documents() {
        const std::size_t most = o_.structure == structure::oru ? 2 : 1;
        if (o_.documents.empty() || o_.documents.size() > most) add(row("coherence.documents"));
        const auto type = value_of(o_.obr.at(4, 1));
        for (const auto& document : o_.documents) {
            const auto code = value_of(document.obx.at(3, 1));
            if (code != type) add(row("coherence.type"), path_of(document.obx, 3, 1));
        }
        const auto txa_type = value_of(o_.txa.at(2, 1));
        if (o_.txa && !txa_type.empty() && txa_type != type) add(row("coherence.type"), path_of(o_.txa, 2));
        const auto& allowed = options_.dmp_types;
        if (flags_[control::destdmp] && !allowed.empty() &&
            std::find(allowed.begin(), allowed.end(), type) == allowed.end())
            add(row("coherence.dmp-type"), "OBR[1]-4.1");
    }

    void set_ids() {
        for (const auto* groups : {&o_.documents, &o_.controls}) {
            for (const auto& group : *groups) {
                if (value_of(group.obx.field(1)) != std::to_string(group.obx.sequence()))
                    add(row("coherence.set-id"), path_of(group.obx, 1));
            }
        }
    }

    void visit() {
        constexpr std::string_view with_number = "EIOR";
        const auto patient_class = value_of(o_.pv1.field(2));
        const bool needed =
            patient_class.size() == 1 && with_number.find(patient_class) != std::string_view::npos;
        if (needed && value_of(o_.pv1.at(19, 1)).empty()) add(row("visit.number"));
    }

    void patient() {
        bool ins = false;
        bool right = false;
        for (const auto& id : o_.pid.field(3).repetitions()) {
            const auto root = value_of(id.component(4).subcomponent(2));
            if (!cda::is_ins_root(root)) continue;
            ins = true;
            const auto number = value_of(id.component(1));
            right = right || (cda::ins_form_ok(number) && cda::ins_key_ok(number));
        }
        if (flags_[control::destdmp] && !right) add(row("patient.ins"));
        if (ins && value_of(o_.pid.field(32)) != "VALI") add(row("patient.qualified"));
    }

    void control_sequence() {
        std::set<control> seen;
        std::size_t last = 0;
        for (const auto& group : o_.controls) {
            const auto path = path_of(group.obx, 3, 1);
            const auto* known = control_by_code(value_of(group.obx.at(3, 1)));
            if (known == nullptr) {
                add(row("control.unknown"), path);
                continue;
            }
            const auto place = static_cast<std::size_t>(known->id);
            if (!seen.insert(known->id).second)
                add(row("control.repeated"), path);
            else if (place < last)
                add(row("control.order"), path);
            last = std::max(last, place);
            // The document comes before its metadata.
            if (!o_.documents.empty() && group.obx.index() < o_.documents.back().obx.index())
                add(row("control.order"), path);
        }
        for (std::size_t i = 0; i < required_controls; ++i) {
            if (seen.count(controls[i].id) > 0) continue;
            add(row("control.missing"));
            all_.back().fr.append(" : ").append(controls[i].code);
            all_.back().en.append(": ").append(controls[i].code);
        }
    }

    std::string path_of_control(control id) const {
        for (const auto& group : o_.controls) {
            const auto* known = control_by_code(value_of(group.obx.at(3, 1)));
            if (known != nullptr && known->id == id) return path_of(group.obx, 5, 1);
        }
        return {};
    }

    bool matches_case(std::string_view letters) const {
        for (std::size_t i = 0; i < letters.size(); ++i) {
            if (letters[i] != '*' && (letters[i] == 'Y') != flags_[controls[i].id]) return false;
        }
        return true;
    }

    void control_values() {
        const bool to_patient = flags_[control::destmssantepat];
        const bool by_mail = to_patient || flags_[control::destmssanteps];
        if (flags_[control::invisible_patient] && to_patient) {
            add(row("control.hidden-recipient"), path_of_control(control::destmssantepat));
        } else if (by_mail && std::none_of(std::begin(mssante_cases), std::end(mssante_cases),
                                           [&](std::string_view c) { return matches_case(c); })) {
            add(row("control.mssante-case"));
        }
        if (!by_mail && !flags_[control::destdmp]) add(row("control.no-destination"));
    }

    std::vector<segment> participants(std::string_view role) const {
        std::vector<segment> found;
        for (const auto& document : o_.documents) {
            for (const auto& prt : document.participants) {
                if (value_of(prt.at(4, 1)) == role) found.push_back(prt);
            }
        }
        return found;
    }

    void senders() {
        const auto found = participants("SB");
        if (found.empty() && flags_[control::destdmp]) add(row("sender.missing"));
        for (const auto& prt : found) {
            if (!prt.at(5, 1).present() && !prt.at(10, 1).present())
                add(row("sender.identity"), path_of(prt, 5, 1));
            const auto number = value_of(prt.at(8, 10));
            if (!number.empty() && !cda::structure_id_key_ok(number))
                add(row("sender.structure-id"), path_of(prt, 8, 10));
        }
    }

    void recipients() {
        const auto found = participants("RCT");
        const bool by_mail = flags_[control::destmssantepat] || flags_[control::destmssanteps];
        if (found.empty() && by_mail) add(row("recipient.missing"));
        for (const auto& prt : found) {
            if (!prt.field(5).present() && !prt.field(8).present() && !prt.field(10).present())
                add(row("recipient.identity"), path_of(prt));
        }
    }

    const outline& o_;
    const profile_options& options_;
    cda::findings& all_;
    control_flags flags_;
};

}  // namespace

void check_coherence(const outline& o, const profile_options& options, cda::findings& all) {
    coherence_checker(o, options, all).run();
}

}  // namespace pps::hl7::v2
