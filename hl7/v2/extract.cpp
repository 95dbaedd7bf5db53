#include "cda/conformity/base64.hpp"
#include "cda/identifiers.hpp"
#include "cda/xml_lexis.hpp"
#include "hl7/v2/location.hpp"
#include "hl7/v2/text.hpp"
#include "hl7/v2/transmission.hpp"

#include <algorithm>
#include <utility>

namespace pps::hl7::v2 {
namespace {

using message_rules::row;
namespace b64 = cda::conformity;

std::string text(const element& e) {
    return e.present() ? std::string(trimmed(e.text())) : std::string();
}

std::string text(const segment& s, std::size_t field, std::size_t component, std::size_t subcomponent = 0) {
    return text(s.at(field, component, subcomponent));
}

patient_identifier identifier(const element& cx) {
    const auto authority = cx.component(4);
    return {text(cx.component(1)), text(authority.subcomponent(1)), text(authority.subcomponent(2)),
            text(cx.component(5))};
}

patient_identity patient_of(const segment& pid) {
    patient_identity p;
    for (const auto& id : pid.field(3).repetitions()) {
        if (id.component(1).present()) p.ids.push_back(identifier(id));
    }
    const auto names = pid.field(5).repetitions();
    const auto birth = std::find_if(names.begin(), names.end(),
                                    [](const element& name) { return value_of(name.component(7)) == "L"; });
    const auto& name = birth == names.end() ? names.front() : *birth;
    p.family = text(name.component(1).subcomponent(1));
    p.given = text(name.component(2));
    p.birth_date = text(pid, 7, 1);
    p.sex = text(pid, 8, 1);
    p.reliability = text(pid, 32, 1);
    p.account = identifier(pid.field(18));
    return p;
}

visit visit_of(const segment& pv1) {
    return {text(pv1, 2, 1), identifier(pv1.field(19)), text(pv1, 44, 1), text(pv1, 45, 1)};
}

// 58132^^1.2.250.2345.3245.13^ISO, or an OID alone (volet 2.1, TXA, note 1). A namespace in .2 says nothing.
std::optional<document_id> document_id_of(const element& ei) {
    const auto first = text(ei.component(1));
    if (first.empty()) return std::nullopt;
    auto root = text(ei.component(3));
    if (root.empty()) return document_id{first, {}};
    return document_id{std::move(root), first};
}

participant participant_of(const segment& prt) {
    participant p;
    p.person_id = text(prt, 5, 1);
    p.family = text(prt, 5, 2, 1);
    p.given = text(prt, 5, 3);
    p.person_authority = text(prt, 5, 9, 2);
    if (p.person_authority.empty()) p.person_authority = text(prt, 5, 9, 1);
    p.person_id_type = text(prt, 5, 13);
    p.organisation_name = text(prt, 8, 1);
    p.organisation_root = text(prt, 8, 6, 2);
    p.organisation_type = text(prt, 8, 7);
    p.organisation_id = text(prt, 8, 10);
    p.device_id = text(prt, 10, 1);
    p.address = text(prt, 15, 4);
    return p;
}

class extractor {
  public:
    extractor(const message& m, strictness mode) : o_(outline_of(m)), mode_(mode) {
        auto& t = result_.transmission;
        t.header = header_of(m);
        t.request = request_by_order_control(value_of(o_.orc.field(1)));
        t.patient = patient_of(o_.pid);
        t.visit = visit_of(o_.pv1);
        t.stated_id = document_id_of(o_.txa.field(12));
        t.stated_replaced = document_id_of(o_.txa.field(13));
        t.flags = flags_of(o_);
    }

    extraction run() {
        for (const auto& group : o_.documents)
            take_document(group);
        for (const auto& group : o_.controls)
            take_control(group);
        return std::move(result_);
    }

  private:
    void add(const message_rule& rule, const segment& obx) {
        result_.findings.push_back(broken(rule, mode_, to_string(location_of(obx, 5, 5))));
    }

    // ED.5 by its encoding (table 0299): Base64, or A, text whose delimiters are escaped.
    std::optional<std::string> decoded(const segment& obx, const message_rule& wrong) {
        const auto data = obx.at(5, 5);
        const auto encoding = value_of(obx.at(5, 4));
        if (encoding.empty() || encoding == "A") return data.text();
        if (cda::lexis::same_ignoring_case(encoding, "base64")) {
            // Base64 has no delimiter, so as a rule its bytes are decoded where they were received.
            const auto plain = data.escaped() ? data.bytes() : std::string();
            const auto raw = data.escaped() ? std::string_view(plain) : data.raw();
            if (auto bytes = b64::base64_decoded(raw, b64::base64_padding::optional)) {
                if (bytes->size() % 3 != 0 && !trimmed(raw).ends_with('='))
                    add(row("content.base64-padding"), obx);
                return bytes;
            }
        }
        add(wrong, obx);
        return std::nullopt;
    }

    void take_document(const observation& group) {
        carried_document d;
        d.type_code = text(group.obx, 3, 1);
        d.type_label = text(group.obx, 3, 2);
        d.type_system = text(group.obx, 3, 3);
        const bool xml = value_of(group.obx.at(5, 3)) == "XML";
        d.media_type = xml ? "text/xml" : "";
        d.status = text(group.obx, 11, 1);
        d.obx = group.obx.sequence();
        if (auto bytes = decoded(group.obx, row("content.base64"))) d.bytes = std::move(*bytes);
        auto& t = result_.transmission;
        t.documents.push_back(std::move(d));
        for (const auto& prt : group.participants) {
            const auto role = value_of(prt.at(4, 1));
            if (role == "SB" && !t.sender) t.sender = participant_of(prt);
            if (role == "RCT") t.recipients.push_back(participant_of(prt));
            if (role == "REPLY" && !t.reply_to) t.reply_to = participant_of(prt);
        }
    }

    void take_control(const observation& group) {
        auto& t = result_.transmission;
        const auto* known = control_by_code(value_of(group.obx.at(3, 1)));
        if (known == nullptr) return;
        if (known->id == control::destmssantepat) {
            t.patient_may_answer =
                std::none_of(group.notes.begin(), group.notes.end(),
                             [](const segment& nte) { return value_of(nte.at(4, 1)) == "FIN"; });
        }
        const bool for_patient = known->id == control::corpsmail_patient;
        if (!for_patient && known->id != control::corpsmail_ps) return;
        if (auto body = decoded(group.obx, row("content.mail")))
            (for_patient ? t.mail_to_patient : t.mail_to_professional) =
                to_utf8(std::move(*body), charset::utf8);
    }

    outline o_;
    strictness mode_;
    extraction result_;
};

}  // namespace

const patient_identifier* patient_identity::ins() const {
    const auto found = std::find_if(ids.begin(), ids.end(),
                                    [](const patient_identifier& id) { return cda::is_ins_root(id.root); });
    return found == ids.end() ? nullptr : &*found;
}

std::string participant::structure_id() const {
    const bool finess = organisation_type == "FINEG" || organisation_type == "FINEJ";
    return finess && organisation_id.size() == 9 ? "1" + organisation_id : organisation_id;
}

extraction extract(const message& m, strictness mode) {
    return extractor(m, mode).run();
}

}  // namespace pps::hl7::v2
