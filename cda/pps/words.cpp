#include "cda/pps/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pps::words {
namespace {

/// Source: HL7 v3 NullFlavor. NI says nothing that an empty cell does not say.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> nulls{{
    {"UNK", "Inconnu"},
    {"ASKU", "Demandé, non connu"},
    {"NASK", "Non demandé"},
    {"NAV", "Non disponible"},
    {"NA", "Sans objet"},
    {"MSK", "Masqué"},
    {"OTH", "Autre"},
    {"QS", "Quantité suffisante"},
    {"TRC", "Traces"},
}};

void join(std::string& out, std::string_view separator, std::string_view more) {
    if (more.empty()) return;
    if (!out.empty()) out += separator;
    out += more;
}

bool digits(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string_view of_null(std::string_view flavor) noexcept {
    const auto* found =
        std::find_if(nulls.begin(), nulls.end(), [&](const auto& one) { return one.first == flavor; });
    return found == nulls.end() ? std::string_view{} : found->second;
}

std::string of_time(std::string_view ts) {
    const auto whole = ts.substr(0, ts.find_first_of("+-."));
    if (!digits(whole) || whole.size() < 4 || whole.size() % 2 != 0) return std::string(ts);
    const auto year = whole.substr(0, 4);
    std::string out;
    if (whole.size() >= 8) out.append(whole, 6, 2).append("/");
    if (whole.size() >= 6) out.append(whole, 4, 2).append("/");
    out += year;
    if (whole.size() >= 12) out.append(" ").append(whole, 8, 2).append(":").append(whole, 10, 2);
    return out;
}

std::string of_interval(const interval& when) {
    if (!when.value.empty()) return of_time(when.value);
    const auto low = of_time(when.low.value);
    const auto high = of_time(when.high.value);
    if (!low.empty() && !high.empty()) return low == high ? low : "du " + low + " au " + high;
    if (!low.empty()) return "à partir du " + low;
    if (!high.empty()) return "jusqu'au " + high;
    return when.null_flavor == "MSK" ? std::string(of_null(when.null_flavor)) : std::string();
}

std::string of_coded(const coded& one) {
    if (!one.display.empty()) return one.display;
    if (!one.original_text.text.empty()) return one.original_text.text;
    for (const auto& other : one.translations) {
        if (!other.display.empty()) return other.display;
    }
    if (!one.code.empty()) return one.code;
    return std::string(of_null(one.null_flavor));
}

std::string of_value(const value& one) {
    if (const auto answer = one.boolean()) return *answer ? "Oui" : "Non";
    if (auto said = of_coded(one.code); !said.empty()) return said;
    if (one.type == "TS" || one.type == "EIVL_TS") {
        if (!one.text.empty()) return of_time(one.text);
    } else if (!one.text.empty()) {
        return one.unit.empty() || one.unit == "1" ? one.text : one.text + " " + one.unit;
    }
    if (auto said = of_interval(one.period); !said.empty()) return said;
    return std::string(of_null(one.null_flavor));
}

std::string of_name(const name& one) {
    std::string out;
    const auto add = [&](name_part_kind kind) {
        for (const auto& part : one.parts) {
            if (part.kind == kind) join(out, " ", part.text);
        }
    };
    for (const auto kind : {name_part_kind::prefix, name_part_kind::suffix, name_part_kind::given,
                            name_part_kind::family, name_part_kind::text}) {
        add(kind);
    }
    return out;
}

std::string of_person(const party& one) {
    std::string out;
    if (!one.names.empty()) out = of_name(one.names.front());
    if (out.empty() && one.device)
        out = one.device->software.empty() ? one.device->model : one.device->software;
    return out.empty() ? of_coded(one.code) : out;
}

std::string of_party(const party& one) {
    auto out = of_person(one);
    if (one.organization && !one.organization->names.empty())
        join(out, ", ", one.organization->names.front());
    return out;
}

std::string of_address(const address& one) {
    std::string out;
    for (const auto& part : one.parts) {
        const bool follows =
            part.kind == address_part_kind::street_name || part.kind == address_part_kind::street_name_type ||
            part.kind == address_part_kind::street_name_base || part.kind == address_part_kind::city;
        join(out, follows ? " " : ", ", part.text);
    }
    return out;
}

std::string of_identifier(const identifier& one) {
    if (one.extension.empty()) return one.root;
    if (one.root.empty()) return one.extension;
    return one.extension + " (" + one.root + ")";
}

std::string of_statement(const statement& one) {
    std::string out;
    for (const auto& each : one.values)
        join(out, ", ", of_value(each));
    return out;
}

std::string of_entry(const programme_entry& one) {
    auto said = of_coded(one.choice);
    return said.empty() ? of_coded(one.act.code) : said;
}

std::string of_stage(const tnm_stage& one) {
    auto out = one.group.code.empty() ? of_coded(one.group) : one.group.code;
    if (const auto edition = of_coded(one.edition); !edition.empty()) join(out, ", ", edition);
    join(out, ", ", of_statement(one.stage));
    return out;
}

std::string of_planned(const statement& one) {
    return of_interval(one.time);
}

std::string of_category(const statement& one) {
    if (one.values.size() != 1 || one.values.front().code.code.empty()) return of_statement(one);
    auto out = one.values.front().code.code;
    join(out, " : ", one.values.front().code.display);
    return out;
}

std::string of_rhythm(const statement&) {
    return {};
}

std::string of_document(const external_document& one) {
    auto out = of_coded(one.code);
    for (const auto& id : one.ids)
        join(out, " ", of_identifier(id));
    return out;
}

const std::string_view personal_data =
    "Les établissements ou professionnels de santé qui mettent en œuvre votre programme thérapeutique et "
    "votre suivi, ainsi que ceux qui assurent vos soins oncologiques de support, collectent, pour "
    "accomplir leur travail, des données concernant votre santé et votre identité. Ces données sont "
    "couvertes par le secret médical et sont strictement confidentielles. Elles sont utilisées sous la "
    "responsabilité de ces établissements ou professionnels de santé que vous pouvez solliciter pour "
    "être plus informé ou pour exercer vos droits sur vos données.\n"
    "Des acteurs de la santé publique sont autorisés à réutiliser certaines de vos données dans le cadre "
    "de projets de recherche pour, par exemple, améliorer les connaissances sur les causes de cancer, "
    "étudier le parcours et la qualité des soins, évaluer les dispositifs de lutte contre le cancer et, "
    "plus largement, conduire des études pour améliorer la prise en charge des patients.\n"
    "Dans ce cadre et, sauf opposition de votre part, elles pourront être transmises à certains de ces "
    "acteurs, notamment, aux registres des cancers de votre région et à l’Institut national du cancer "
    "(INCa). Elles pourront ainsi être transférées vers la plateforme de données en cancérologie de "
    "l’INCa et, éventuellement, être reliées aux données du Système national des données de santé (SNDS) "
    "qui comporte notamment des données de l’assurance maladie et de l’activité hospitalière.\n"
    "Pour plus d’information sur les registres des cancers, la plateforme des données en cancérologie de "
    "l’INCa et sur l’exercice de vos droits, vous pouvez consulter son site "
    "http://lesdonnees.e-cancer.fr";

}  // namespace pps::words
