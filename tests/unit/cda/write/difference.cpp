#include "difference.hpp"

#include "cda/pps/names.hpp"

#include <algorithm>
#include <vector>

namespace pps::tests {
namespace {

/// A plan as lines of path and value, in order.
class lines {
  public:
    void put(const std::string& path, const std::string& text) {
        if (!text.empty()) all.emplace_back(path, text);
    }
    void put(const std::string& path, bool flag) { all.emplace_back(path, flag ? "true" : "false"); }
    template <typename Enumeration>
    void put(const std::string& path, Enumeration one) requires std::is_enum_v<Enumeration> {
        if constexpr (requires { names<Enumeration>::table; }) {
            all.emplace_back(path, to_string(one));
        } else {
            all.emplace_back(path, std::to_string(static_cast<int>(one)));
        }
    }
    template <typename One>
    void put(const std::string& path, const std::optional<One>& one) {
        if (one) {
            all.emplace_back(path, "there");
            put(path, *one);
        }
    }
    template <typename One>
    void put(const std::string& path, const std::vector<One>& list) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            all.emplace_back(path + "[" + std::to_string(i) + "]", "there");
            put(path + "[" + std::to_string(i) + "]", list[i]);
        }
    }
    void put(const std::string& path, const pps::narrative_text& one) {
        put(path + ".reference", one.reference);
        put(path + ".text", one.text);
        put(path + ".null_flavor", one.null_flavor);
    }
    void put(const std::string& path, const pps::coded& one) {
        put(path + ".code", one.code);
        put(path + ".system", one.system);
        put(path + ".system_name", one.system_name);
        put(path + ".system_version", one.system_version);
        put(path + ".display", one.display);
        put(path + ".null_flavor", one.null_flavor);
        put(path + ".original_text", one.original_text);
        put(path + ".translations", one.translations);
        put(path + ".qualifiers", one.qualifiers);
    }
    void put(const std::string& path, const pps::qualifier& one) {
        put(path + ".name", one.name);
        put(path + ".value", one.value);
    }
    void put(const std::string& path, const pps::identifier& one) {
        put(path + ".root", one.root);
        put(path + ".extension", one.extension);
        put(path + ".assigning_authority", one.assigning_authority);
        put(path + ".null_flavor", one.null_flavor);
    }
    void put(const std::string& path, const pps::instant& one) {
        put(path + ".value", one.value);
        put(path + ".null_flavor", one.null_flavor);
    }
    void put(const std::string& path, const pps::interval& one) {
        put(path + ".value", one.value);
        put(path + ".low", one.low);
        put(path + ".high", one.high);
        put(path + ".null_flavor", one.null_flavor);
    }
    void put(const std::string& path, const pps::name_part& one) {
        put(path + ".kind", one.kind);
        put(path + ".qualifier", one.qualifier);
        put(path + ".text", one.text);
        put(path + ".null_flavor", one.null_flavor);
    }
    void put(const std::string& path, const pps::name& one) {
        put(path + ".use", one.use);
        put(path + ".parts", one.parts);
        put(path + ".null_flavor", one.null_flavor);
    }
    void put(const std::string& path, const pps::address_part& one) {
        put(path + ".kind", one.kind);
        put(path + ".text", one.text);
        put(path + ".null_flavor", one.null_flavor);
    }
    void put(const std::string& path, const pps::address& one) {
        put(path + ".use", one.use);
        put(path + ".parts", one.parts);
        put(path + ".null_flavor", one.null_flavor);
    }
    void put(const std::string& path, const pps::telecom& one) {
        put(path + ".value", one.value);
        put(path + ".use", one.use);
        put(path + ".null_flavor", one.null_flavor);
    }
    void put(const std::string& path, const pps::organization& one) {
        put(path + ".ids", one.ids);
        put(path + ".names", one.names);
        put(path + ".telecoms", one.telecoms);
        put(path + ".addresses", one.addresses);
        put(path + ".industry", one.industry);
    }
    void put(const std::string& path, const pps::device& one) {
        put(path + ".model", one.model);
        put(path + ".software", one.software);
        put(path + ".code", one.code);
    }
    void put(const std::string& path, const pps::party& one) {
        put(path + ".class_code", one.class_code);
        put(path + ".ids", one.ids);
        put(path + ".code", one.code);
        put(path + ".addresses", one.addresses);
        put(path + ".telecoms", one.telecoms);
        put(path + ".names", one.names);
        put(path + ".device", one.device);
        put(path + ".organization", one.organization);
    }
    void put(const std::string& path, const pps::author& one) {
        put(path + ".function", one.function);
        put(path + ".time", one.time);
        put(path + ".who", one.who);
    }
    void put(const std::string& path, const pps::authenticator& one) {
        put(path + ".time", one.time);
        put(path + ".signature", one.signature);
        put(path + ".who", one.who);
    }
    void put(const std::string& path, const pps::informant& one) {
        put(path + ".kind", one.kind);
        put(path + ".professional", one.professional);
        put(path + ".who", one.who);
        put(path + ".time", one.time);
    }
    void put(const std::string& path, const pps::recipient& one) {
        put(path + ".type_code", one.type_code);
        put(path + ".who", one.who);
    }
    void put(const std::string& path, const pps::participant& one) {
        put(path + ".role", one.role);
        put(path + ".type_code", one.type_code);
        put(path + ".function", one.function);
        put(path + ".time", one.time);
        put(path + ".who", one.who);
    }
    void put(const std::string& path, const pps::performer& one) {
        put(path + ".type_code", one.type_code);
        put(path + ".function", one.function);
        put(path + ".time", one.time);
        put(path + ".who", one.who);
    }
    void put(const std::string& path, const pps::patient& one) {
        put(path + ".ids", one.ids);
        put(path + ".addresses", one.addresses);
        put(path + ".telecoms", one.telecoms);
        put(path + ".names", one.names);
        put(path + ".gender", one.gender);
        put(path + ".birth_time", one.birth_time);
        put(path + ".marital_status", one.marital_status);
        put(path + ".guardians", one.guardians);
        put(path + ".birthplace", one.birthplace);
        put(path + ".birthplace_name", one.birthplace_name);
        put(path + ".provider", one.provider);
    }
    void put(const std::string& path, const pps::value& one) {
        put(path + ".type", one.type);
        put(path + ".code", one.code);
        put(path + ".text", one.text);
        put(path + ".unit", one.unit);
        put(path + ".period", one.period);
        put(path + ".null_flavor", one.null_flavor);
    }
    void put(const std::string& path, const pps::comment& one) {
        put(path + ".ids", one.ids);
        put(path + ".text", one.text);
        put(path + ".status", one.status);
        put(path + ".time", one.time);
        put(path + ".authors", one.authors);
    }
    void put(const std::string& path, const pps::external_document& one) {
        put(path + ".type_code", one.type_code);
        put(path + ".ids", one.ids);
        put(path + ".code", one.code);
        put(path + ".text", one.text);
        put(path + ".set_id", one.set_id);
        put(path + ".version", one.version);
    }
    void put(const std::string& path, const pps::statement& one) {
        put(path + ".kind", one.kind);
        put(path + ".class_code", one.class_code);
        put(path + ".mood", one.mood);
        put(path + ".negated", one.negated);
        put(path + ".ids", one.ids);
        put(path + ".code", one.code);
        put(path + ".text", one.text);
        put(path + ".status", one.status);
        put(path + ".time", one.time);
        put(path + ".priority", one.priority);
        put(path + ".values", one.values);
        put(path + ".interpretations", one.interpretations);
        put(path + ".methods", one.methods);
        put(path + ".target_sites", one.target_sites);
        put(path + ".performers", one.performers);
        put(path + ".authors", one.authors);
        put(path + ".participants", one.participants);
        put(path + ".comments", one.comments);
        put(path + ".documents", one.documents);
        put(path + ".related", one.related);
        put(path + ".templates", one.templates);
    }
    void put(const std::string& path, const pps::related_statement& one) {
        put(path + ".type_code", one.type_code);
        put(path + ".inverted", one.inverted);
        put(path + ".statement", one.statement);
    }
    void put(const std::string& path, const pps::section& one) {
        put(path + ".kind", one.kind);
        put(path + ".ids", one.ids);
        put(path + ".templates", one.templates);
        put(path + ".code", one.code);
        put(path + ".title", one.title);
        put(path + ".title_null_flavor", one.title_null_flavor);
        put(path + ".text", one.text);
        put(path + ".markup", one.markup);
        put(path + ".authors", one.authors);
        put(path + ".statements", one.statements);
        put(path + ".subsections", one.subsections);
    }
    void put(const std::string& path, const pps::tumour_site& one) {
        put(path + ".site", one.site);
        put(path + ".laterality", one.laterality);
    }
    void put(const std::string& path, const pps::tnm_stage& one) {
        put(path + ".stage", one.stage);
        put(path + ".group", one.group);
        put(path + ".edition", one.edition);
        put(path + ".t", one.t);
        put(path + ".n", one.n);
        put(path + ".m", one.m);
    }
    void put(const std::string& path, const pps::other_stage& one) {
        put(path + ".stage", one.stage);
        put(path + ".classification", one.classification);
        put(path + ".version", one.version);
    }
    void put(const std::string& path, const pps::diagnosis& one) {
        put(path + ".concern", one.concern);
        put(path + ".finding", one.finding);
        put(path + ".morphology", one.morphology);
        put(path + ".sites", one.sites);
        put(path + ".tnm", one.tnm);
        put(path + ".other_stages", one.other_stages);
    }
    void put(const std::string& path, const pps::clinical_phase& one) {
        put(path + ".phase", one.phase);
        put(path + ".progression", one.progression);
        put(path + ".local", one.local);
        put(path + ".regional", one.regional);
        put(path + ".distant", one.distant);
    }
    void put(const std::string& path, const pps::paediatrics& one) {
        put(path + ".answer", one.answer);
        put(path + ".reason", one.reason);
    }
    void put(const std::string& path, const pps::programme_entry& one) {
        put(path + ".kind", one.kind);
        put(path + ".section", one.section);
        put(path + ".act", one.act);
        put(path + ".choice", one.choice);
        put(path + ".planned", one.planned);
        put(path + ".rhythm", one.rhythm);
        put(path + ".route", one.route);
        put(path + ".side_effects", one.side_effects);
        put(path + ".reasons", one.reasons);
    }
    void put(const std::string& path, const pps::document_status& one) {
        put(path + ".state", one.state);
        put(path + ".update_reason", one.update_reason);
        put(path + ".board_date", one.board_date);
        put(path + ".handed_over", one.handed_over);
    }
    void put(const std::string& path, const pps::related_document& one) {
        put(path + ".type_code", one.type_code);
        put(path + ".ids", one.ids);
        put(path + ".code", one.code);
        put(path + ".set_id", one.set_id);
        put(path + ".version", one.version);
    }
    void put(const std::string& path, const pps::service_event& one) {
        put(path + ".class_code", one.class_code);
        put(path + ".ids", one.ids);
        put(path + ".code", one.code);
        put(path + ".time", one.time);
        put(path + ".performers", one.performers);
    }
    void put(const std::string& path, const pps::encounter& one) {
        put(path + ".ids", one.ids);
        put(path + ".code", one.code);
        put(path + ".time", one.time);
        put(path + ".discharge", one.discharge);
        put(path + ".responsible", one.responsible);
        put(path + ".participants", one.participants);
        put(path + ".facility_ids", one.facility_ids);
        put(path + ".facility", one.facility);
        put(path + ".place", one.place);
        put(path + ".place_address", one.place_address);
        put(path + ".provider", one.provider);
    }
    void put(const std::string& path, const pps::embedded_file& one) {
        put(path + ".media_type", one.media_type);
        put(path + ".representation", one.representation);
    }
    void put(const std::string& path, const pps::plan& one) {
        put(path + ".kind", one.kind);
        put(path + ".model_version", one.model_version);
        put(path + ".id", one.id);
        put(path + ".code", one.code);
        put(path + ".title", one.title);
        put(path + ".time", one.time);
        put(path + ".confidentiality", one.confidentiality);
        put(path + ".language", one.language);
        put(path + ".set_id", one.set_id);
        put(path + ".version", one.version);
        put(path + ".patient", one.patient);
        put(path + ".authors", one.authors);
        put(path + ".informants", one.informants);
        put(path + ".custodian", one.custodian);
        put(path + ".recipients", one.recipients);
        put(path + ".legal", one.legal);
        put(path + ".authenticators", one.authenticators);
        put(path + ".participants", one.participants);
        put(path + ".orders", one.orders);
        put(path + ".events", one.events);
        put(path + ".related", one.related);
        put(path + ".encounter", one.encounter);
        put(path + ".file", one.file);
        put(path + ".sections", one.sections);
        put(path + ".diagnoses", one.diagnoses);
        put(path + ".paediatrics", one.paediatrics);
        put(path + ".screening", one.screening);
        put(path + ".phase", one.phase);
        put(path + ".programme", one.programme);
        put(path + ".treatments_stopped", one.treatments_stopped);
        put(path + ".status", one.status);
        put(path + ".referenced_documents", one.referenced_documents);
    }

    std::vector<std::pair<std::string, std::string>> all;
};

}  // namespace

std::string difference(const plan& one, const plan& other) {
    if (one == other) return {};
    lines a;
    lines b;
    a.put("plan", one);
    b.put("plan", other);
    std::string out;
    std::size_t shown = 0;
    std::size_t i = 0;
    std::size_t j = 0;
    while ((i < a.all.size() || j < b.all.size()) && shown < 8) {
        if (i < a.all.size() && j < b.all.size() && a.all[i] == b.all[j]) {
            ++i;
            ++j;
            continue;
        }
        ++shown;
        const auto in_b = i < a.all.size() ? std::find(b.all.begin() + static_cast<std::ptrdiff_t>(j),
                                                       b.all.end(), a.all[i])
                                           : b.all.end();
        if (i < a.all.size() && in_b == b.all.end()) {
            out += "- " + a.all[i].first + ": " + a.all[i].second + "\n";
            ++i;
        } else {
            out += "+ " + b.all[j].first + ": " + b.all[j].second + "\n";
            ++j;
        }
    }
    return out.empty() ? "differ in members that are not shown\n" : out;
}

}  // namespace pps::tests
