#include "cda/pps/names.hpp"
#include "cda/terminology/dmp_codes.hpp"
#include "hl7/fhir/base64.hpp"
#include "hl7/fhir/times.hpp"
#include "hl7/fhir/writer.hpp"

#include <algorithm>

namespace pps::hl7::fhir {
namespace {

namespace terminology = cda::terminology;

/// FR Core: an INS with the traits that it was found by is a qualified identity (cda-pps.md "Header").
bool qualified(const patient& one) noexcept {
    const bool named = std::any_of(one.names.begin(), one.names.end(), [](const name& held) {
        return !held.part(name_part_kind::family, "BR").empty() && !held.part(name_part_kind::given).empty();
    });
    return one.ins() != nullptr && named && !one.gender.code.empty() && one.birth_time.value.size() >= 8 &&
           one.birthplace && !one.birthplace->part(address_part_kind::county).empty();
}

constexpr std::string_view gender_system = "2.16.840.1.113883.5.1";
constexpr std::string_view act_code_system = "2.16.840.1.113883.5.4";

}  // namespace

std::string writer::write() {
    plan_programme();
    out_.object([&] {
        out_.text("resourceType", "Bundle");
        out_.object("identifier", [&] { write_identifier(out_, plan_.id); });
        out_.text("type", "document");
        put_required(out_, "timestamp", to_instant(plan_.time.value));
        later("Composition", [this] { composition(); });
        out_.array("entry", [&] {
            // The queue grows while it is written.
            for (std::size_t i = 0; i < queue_.size(); ++i) {
                const auto now = std::move(queue_[i]);
                out_.object([&] {
                    out_.text("fullUrl", now.urn);
                    out_.object("resource", [&] {
                        out_.text("resourceType", now.type);
                        now.members();
                    });
                });
            }
        });
    });
    return out_.take();
}

void writer::put_reference(std::string_view key, std::string_view urn) {
    out_.object(key, [&] { reference_members(urn); });
}

void writer::composition() {
    out_.text("language", plan_.language);
    put_identifier(out_, "identifier", plan_.set_id);
    const auto* state = plan_.status && plan_.status->state && !plan_.status->state->values.empty()
                            ? &plan_.status->state->values.front().code
                            : nullptr;
    out_.text("status", state == nullptr ? "final" : to_fhir(composition_states, state->code, "final"));
    out_.object("type", [&] { write_concept(out_, plan_.code); });
    put_reference("subject", patient_resource());
    if (plan_.encounter) put_reference("encounter", encounter_resource());
    if (plan_.time.empty()) {
        put_required(out_, "date", {});
    } else {
        put_time(out_, "date", plan_.time);
    }
    out_.array("author", [&] {
        for (const auto& one : plan_.authors) {
            out_.object([&] {
                reference_with(party_resource(one.who, true),
                               [&](extensions& to) { author_extensions(to, one); });
            });
        }
        if (plan_.authors.empty()) out_.object([&] { extensions(out_).absent(); });
    });
    put_required(out_, "title", plan_.title);
    if (const std::string_view code = plan_.confidentiality.code;
        code.size() == 1 && std::string_view("ULMNRV").find(code) != std::string_view::npos)
        out_.text("confidentiality", code);
    attesters();
    if (plan_.custodian) put_reference("custodian", organization_resource(*plan_.custodian));
    relations();
    events();
    if (plan_.file) {
        out_.array("section", [&] { out_.object([&] { file_section(); }); });
    } else {
        sections(plan_.sections);
    }
    composition_extensions();
}

/// After the sections: the entries that found none are here.
void writer::composition_extensions() {
    extensions to(out_);
    identifier model;
    if (plan_.kind == plan_kind::care_plan) model.root = terminology::template_pps;
    if (plan_.kind == plan_kind::tumour_board) model.root = terminology::template_rcp;
    model.extension = plan_.model_version;
    if (!model.empty()) add_identifier(out_, to, own("document-template"), model);
    if (!plan_.version.empty()) to.text(url::document_version, plan_.version);
    const coded plain{plan_.confidentiality.code,
                      std::string(terminology::confidentiality_normal.scheme),
                      {},
                      {},
                      {},
                      {},
                      {},
                      {},
                      {}};
    if (plan_.confidentiality != plain) add_concept(out_, to, own("confidentiality"), plan_.confidentiality);
    for (const auto& one : plan_.informants) {
        const auto urn = one.professional ? party_resource(one.who, true) : related_person(one.who);
        add_reference(to, own("informant"), urn, [&](extensions& more) {
            more.code(own("informant-kind"), to_string(one.kind));
            add_time(out_, more, own("time"), one.time);
        });
    }
    for (const auto& one : plan_.recipients) {
        add_reference(to, own("information-recipient"), party_resource(one.who, true),
                      [&](extensions& more) { more.code(own("type-code"), one.type_code); });
    }
    for (const auto& id : plan_.orders)
        add_identifier(out_, to, own("in-fulfillment-of"), id);

    std::vector<std::string> homeless;
    for (const auto& [kind, word] : names<section_kind>::table) {
        if (std::find(served_.begin(), served_.end(), kind) != served_.end()) continue;
        const auto urns = named_entries(kind, true);
        homeless.insert(homeless.end(), urns.begin(), urns.end());
    }
    if (!plan_.participants.empty() && plan_.programme.empty()) homeless.push_back(care_team());
    for (const auto& urn : homeless)
        add_reference(to, own("entry"), urn);
}

void writer::attesters() {
    if (!plan_.legal && plan_.authenticators.empty()) return;
    const auto one = [&](const authenticator& held, std::string_view mode) {
        out_.object([&] {
            {
                extensions to(out_);
                to.code(own("signature"), held.signature);
            }
            out_.text("mode", mode);
            put_time(out_, "time", held.time);
            put_reference("party", party_resource(held.who, false));
        });
    };
    out_.array("attester", [&] {
        if (plan_.legal) one(*plan_.legal, "legal");
        for (const auto& held : plan_.authenticators)
            one(held, "professional");
    });
}

void writer::relations() {
    out_.list("relatesTo", plan_.related, [&](const related_document& one) {
        const auto code = to_fhir(document_relations, one.type_code);
        out_.object([&] {
            {
                extensions to(out_);
                if (code.empty()) to.code(own("type-code"), one.type_code);
                for (std::size_t i = 1; i < one.ids.size(); ++i)
                    add_identifier(out_, to, own("identifier"), one.ids[i]);
                if (!one.code.empty() || !one.set_id.empty() || !one.version.empty()) {
                    to.nested(own("part-of-document"), [&](extensions& parts) {
                        add_concept(out_, parts, "code", one.code);
                        if (!one.set_id.empty()) add_identifier(out_, parts, "set-id", one.set_id);
                        parts.text("version", one.version);
                    });
                }
            }
            put_required(out_, "code", code);
            out_.object("targetIdentifier",
                        [&] { write_identifier(out_, one.ids.empty() ? identifier{} : one.ids[0]); });
        });
    });
}

void writer::events() {
    out_.list("event", plan_.events, [&](const service_event& one) {
        out_.object([&] {
            {
                extensions to(out_);
                to.code(own("class-code"), one.class_code);
                for (const auto& id : one.ids)
                    add_identifier(out_, to, own("identifier"), id);
                for (const auto& who : one.performers) {
                    add_reference(to, own("performer"), party_resource(who.who, true),
                                  [&](extensions& more) { performer_extensions(more, who, true); });
                }
                if (one == service_event{}) to.absent();
            }
            if (!one.code.empty())
                out_.array("code", [&] { out_.object([&] { write_concept(out_, one.code); }); });
            put_period(out_, "period", one.time);
        });
    });
}

std::string writer::encounter_resource() {
    return later("Encounter", [this] {
        const auto& one = *plan_.encounter;
        put_identifiers(out_, "identifier", one.ids);
        out_.text("status", one.time.high.value.empty() ? "unknown" : "finished");
        out_.object("class", [&] {
            if (one.code.system == act_code_system && !one.code.code.empty()) {
                out_.text("system", uri_of(one.code.system));
                out_.text("code", one.code.code);
            } else {
                extensions(out_).absent();
            }
        });
        if (!one.code.empty())
            out_.array("type", [&] { out_.object([&] { write_concept(out_, one.code); }); });
        put_reference("subject", patient_resource());
        const auto participant = [&](const performer& held) {
            out_.object([&] {
                {
                    extensions to(out_);
                    to.code(own("type-code"), held.type_code);
                    add_concept(out_, to, own("function"), held.function);
                }
                put_period(out_, "period", held.time);
                put_reference("individual", party_resource(held.who, false));
            });
        };
        if (one.responsible || !one.participants.empty()) {
            out_.array("participant", [&] {
                if (one.responsible) {
                    out_.object([&] {
                        {
                            extensions to(out_);
                            to.flag(own("responsible"), true);
                        }
                        put_reference("individual", party_resource(*one.responsible, false));
                    });
                }
                for (const auto& held : one.participants)
                    participant(held);
            });
        }
        put_period(out_, "period", one.time);
        if (!one.discharge.empty()) {
            out_.object("hospitalization", [&] { put_concept(out_, "dischargeDisposition", one.discharge); });
        }
        const bool placed =
            !one.facility_ids.empty() || !one.facility.empty() || !one.place.empty() || one.place_address;
        if (placed) {
            const auto urn = later("Location", [this] {
                const auto& held = *plan_.encounter;
                put_identifiers(out_, "identifier", held.facility_ids);
                out_.text("name", held.place);
                if (!held.facility.empty())
                    out_.array("type", [&] { out_.object([&] { write_concept(out_, held.facility); }); });
                if (held.place_address)
                    out_.object("address", [&] { write_address(out_, *held.place_address); });
            });
            out_.array("location", [&] { out_.object([&] { put_reference("location", urn); }); });
        }
        if (one.provider) put_reference("serviceProvider", organization_resource(*one.provider));
    });
}

std::string writer::patient_resource() {
    if (patient_.empty()) patient_ = later("Patient", [this] { patient_members(); });
    return patient_;
}

void writer::patient_members() {
    const auto& one = plan_.patient;
    const coded plain{one.gender.code, std::string(gender_system), {}, {}, {}, {}, {}, {}, {}};
    const auto gender =
        one.gender.empty() ? std::string_view{} : to_fhir(genders, one.gender.code, "unknown");
    {
        extensions to(out_);
        if (qualified(one)) {
            to.nested(url::identity_reliability, [&](extensions& parts) {
                parts.with("identityStatus", [&] {
                    out_.object("valueCoding", [&] {
                        out_.text("system", "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0445");
                        out_.text("code", "VALI");
                    });
                });
            });
        }
        if (one.birthplace) {
            to.with(url::birth_place, [&] {
                out_.object("valueAddress", [&] { write_address(out_, *one.birthplace, owner::birth); });
            });
        }
        to.text(own("place-name"), one.birthplace_name);
        if (!one.gender.empty() && (one.gender != plain || to_v3(genders, gender) != one.gender.code))
            add_concept(out_, to, own("gender"), one.gender);
    }
    put_identifiers(out_, "identifier", one.ids);
    put_names(out_, one.names, true);
    put_telecoms(out_, one.telecoms);
    out_.text("gender", gender);
    put_time(out_, "birthDate", one.birth_time, true);
    put_addresses(out_, one.addresses);
    put_concept(out_, "maritalStatus", one.marital_status);
    out_.list("contact", one.guardians, [&](const party& who) {
        out_.object([&] {
            {
                extensions to(out_);
                add_reference(to, own("party"), related_person(who));
            }
            out_.array("relationship", [&] {
                out_.object([&] {
                    out_.array("coding", [&] {
                        out_.object([&] {
                            out_.text("system", "http://terminology.hl7.org/CodeSystem/v3-RoleClass");
                            out_.text("code", "GUARD");
                        });
                    });
                });
            });
            // pat-1: a contact has a name, a telecom, an address or an organization.
            if (!who.names.empty()) {
                out_.object("name", [&] { write_name(out_, who.names.front()); });
            } else if (who.telecoms.empty() && who.addresses.empty()) {
                out_.object("name", [&] { write_name(out_, {}); });
            }
            put_telecoms(out_, who.telecoms);
            if (!who.addresses.empty())
                out_.object("address", [&] { write_address(out_, who.addresses.front()); });
        });
    });
    if (one.provider) put_reference("managingOrganization", organization_resource(*one.provider));
}

void writer::file_section() {
    const auto urn = later("DocumentReference", [this] {
        out_.object("meta", [&] {
            out_.array("tag", [&] {
                out_.object([&] {
                    out_.text("system", role_system);
                    out_.text("code", row_of(role::file).code);
                });
            });
        });
        out_.text("status", "current");
        put_concept(out_, "type", plan_.code);
        put_reference("subject", patient_resource());
        out_.text("description", plan_.title);
        out_.array("content", [&] {
            out_.object([&] {
                out_.object("attachment", [&] {
                    {
                        extensions to(out_);
                        to.code(own("representation"), plan_.file->representation);
                        if (file_.empty() && plan_.file->media_type.empty()) to.absent();
                    }
                    out_.text("contentType", plan_.file->media_type);
                    if (!file_.empty()) out_.text("data", base64(file_));
                });
            });
        });
    });
    {
        extensions to(out_);
        to.flag(own("file"), true);
    }
    out_.text("title", plan_.title);
    out_.array("entry", [&] { out_.object([&] { reference_members(urn); }); });
}

}  // namespace pps::hl7::fhir
