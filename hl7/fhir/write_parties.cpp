#include "hl7/fhir/writer.hpp"

#include <algorithm>

namespace pps::hl7::fhir {
namespace {

bool anonymous(const party& who) noexcept {
    return who.ids.empty() && who.names.empty() && who.addresses.empty();
}

template <class Known, class Same>
const std::string* find(const std::vector<Known>& all, Same same) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return same(*one.key); });
    return found == all.end() ? nullptr : &found->urn;
}

}  // namespace

std::string writer::organization_resource(const organization& one) {
    if (const auto* urn = find(organizations_, [&](const organization& other) { return other == one; }))
        return *urn;
    auto urn = later("Organization", [this, &one] {
        put_identifiers(out_, "identifier", one.ids);
        if (!one.industry.empty())
            out_.array("type", [&] { out_.object([&] { write_concept(out_, one.industry); }); });
        // org-1: an identifier or a name.
        if (!one.names.empty() || one.ids.empty())
            put_required(out_, "name",
                         one.names.empty() ? std::string_view{} : std::string_view(one.names.front()));
        if (one.names.size() > 1) {
            out_.array("alias", [&] {
                for (auto name = one.names.begin() + 1; name != one.names.end(); ++name)
                    out_.item(*name);
            });
        }
        put_telecoms(out_, one.telecoms, owner::organization);
        put_addresses(out_, one.addresses, owner::organization);
    });
    organizations_.push_back({&one, urn});
    return urn;
}

void writer::device_members(const device& one) {
    if (!one.model.empty() || !one.software.empty()) {
        out_.array("deviceName", [&] {
            const auto name = [&](std::string_view text, std::string_view type) {
                if (text.empty()) return;
                out_.object([&] {
                    out_.text("name", text);
                    out_.text("type", type);
                });
            };
            name(one.model, "model-name");
            name(one.software, "user-friendly-name");
        });
    }
    put_concept(out_, "type", one.code);
}

std::string writer::device_resource(const party& who) {
    if (const auto* urn = find(devices_, [&](const party& other) { return other == who; })) return *urn;
    auto urn = later("Device", [this, &who] {
        {
            extensions to(out_);
            to.code(own("class-code"), who.class_code);
            add_concept(out_, to, own("function"), who.code);
            for (const auto& one : who.names)
                to.with(own("name"), [&] { out_.object("valueHumanName", [&] { write_name(out_, one); }); });
            for (const auto& one : who.addresses)
                to.with(own("address"),
                        [&] { out_.object("valueAddress", [&] { write_address(out_, one); }); });
        }
        put_identifiers(out_, "identifier", who.ids);
        device_members(*who.device);
        if (who.organization) put_reference("owner", organization_resource(*who.organization));
        out_.list("contact", who.telecoms,
                  [&](const telecom& one) { out_.object([&] { write_telecom(out_, one); }); });
    });
    devices_.push_back({&who, urn});
    return urn;
}

std::string writer::practitioner(const party& who) {
    const auto same = [&](const party& other) {
        return other.ids == who.ids && other.names == who.names && other.addresses == who.addresses;
    };
    if (const auto* urn = find(people_, same)) return *urn;
    auto urn = later("Practitioner", [this, &who] {
        put_identifiers(out_, "identifier", who.ids);
        put_names(out_, who.names);
        put_addresses(out_, who.addresses);
    });
    people_.push_back({&who, urn});
    return urn;
}

std::string writer::party_resource(const party& who, bool device_allowed) {
    if (device_allowed && who.device) return device_resource(who);
    if (const auto* urn = find(parties_, [&](const party& other) { return other == who; })) return *urn;
    auto urn = later("PractitionerRole", [this, &who] {
        {
            extensions to(out_);
            to.code(own("class-code"), who.class_code);
            if (who.device) {
                add_reference(to, own("device"),
                              later("Device", [this, &who] { device_members(*who.device); }));
            }
        }
        if (!anonymous(who)) put_reference("practitioner", practitioner(who));
        if (who.organization) put_reference("organization", organization_resource(*who.organization));
        if (!who.code.empty())
            out_.array("code", [&] { out_.object([&] { write_concept(out_, who.code); }); });
        put_telecoms(out_, who.telecoms);
    });
    parties_.push_back({&who, urn});
    return urn;
}

std::string writer::related_person(const party& who) {
    if (const auto* urn = find(relatives_, [&](const party& other) { return other == who; })) return *urn;
    auto urn = later("RelatedPerson", [this, &who] {
        {
            extensions to(out_);
            to.code(own("class-code"), who.class_code);
            if (who.device)
                add_reference(to, own("device"),
                              later("Device", [this, &who] { device_members(*who.device); }));
            if (who.organization)
                add_reference(to, own("organization"), organization_resource(*who.organization));
        }
        put_identifiers(out_, "identifier", who.ids);
        put_reference("patient", patient_resource());
        if (!who.code.empty())
            out_.array("relationship", [&] { out_.object([&] { write_concept(out_, who.code); }); });
        put_names(out_, who.names);
        put_telecoms(out_, who.telecoms);
        put_addresses(out_, who.addresses);
    });
    relatives_.push_back({&who, urn});
    return urn;
}

void writer::author_extensions(extensions& to, const author& one) {
    add_concept(out_, to, own("function"), one.function);
    if (!one.time.empty()) to.with(own("time"), [&] { put_time(out_, "valueDateTime", one.time); });
}

void writer::add_author(extensions& to, const author& one) {
    add_reference(to, own("author"), party_resource(one.who, true),
                  [&](extensions& more) { author_extensions(more, one); });
}

void writer::performer_extensions(extensions& to, const performer& one, bool function) {
    if (one.type_code != performer_type) to.exact_code(own("type-code"), one.type_code);
    if (function) add_concept(out_, to, own("function"), one.function);
    add_time(out_, to, own("time"), one.time);
}

}  // namespace pps::hl7::fhir
