#include "page_check.hpp"

#include "cda/values.hpp"
#include "cda/xml_scan.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace pps::render::test {
namespace {

const std::set<std::string_view> elements{
    "html",    "head",    "meta",    "title", "style", "body",   "a",       "div",   "header", "h1", "h2",
    "h3",      "h4",      "h5",      "h6",    "p",     "main",   "section", "nav",   "ol",     "ul", "li",
    "article", "dl",      "dt",      "dd",    "span",  "table",  "caption", "thead", "tbody",  "tr", "th",
    "td",      "details", "summary", "br",    "wbr",   "strong", "sub",     "sup",   "footer"};
const std::set<std::string_view> attributes{
    "lang",       "charset",    "http-equiv", "content",  "name",    "id",      "class",
    "href",       "role",       "scope",      "tabindex", "colspan", "rowspan", "aria-labelledby",
    "aria-label", "aria-hidden"};

bool safe_link(std::string_view href, const std::set<std::string>& ids) {
    const auto only = [](std::string_view text, std::string_view more) {
        return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
            return (c >= '0' && c <= '9') || more.find(c) != std::string_view::npos;
        });
    };
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.@_-+";
    if (href.starts_with("#")) return ids.contains(std::string(href.substr(1)));
    if (href.starts_with("tel:")) return only(href.substr(4), "+");
    return href.starts_with("mailto:") && only(href.substr(7), letters);
}

class checker : public pugi::xml_tree_walker {
  public:
    checker(std::vector<std::string>& faults, std::set<std::string> ids)
        : faults_(faults), ids_(std::move(ids)) {}

    bool for_each(pugi::xml_node& node) override {
        if (node.type() != pugi::node_element) return true;
        const std::string name = node.name();
        if (!elements.contains(name)) faults_.push_back("element " + name);
        for (const auto attribute : node.attributes()) {
            if (!attributes.contains(attribute.name()))
                faults_.push_back(name + " attribute " + attribute.name());
        }
        if (const auto href = node.attribute("href"); href && !safe_link(href.value(), ids_))
            faults_.push_back(std::string("link ") + href.value());
        if (const auto label = node.attribute("aria-labelledby"); label && !ids_.contains(label.value()))
            faults_.push_back(std::string("label ") + label.value());
        if (name == "th" && !node.attribute("scope")) faults_.push_back("th without scope");
        if (name == "th" && text_of(node).empty()) faults_.push_back("empty th");
        if ((name == "ul" || name == "ol") && !node.child("li")) faults_.push_back("empty " + name);
        if ((name == "p" || name == "dl" || name == "li" || name == "div" || name == "dt" || name == "dd" ||
             name == "a") &&
            text_of(node).empty())
            faults_.push_back("empty " + name);
        if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6')
            heading(name[1] - '0', node);
        return true;
    }

  private:
    void heading(int level, pugi::xml_node node) {
        if (level > level_ + 1)
            faults_.push_back("heading skips to " + std::to_string(level) + ": " + text_of(node));
        level_ = level;
        if (text_of(node).empty()) faults_.push_back("empty heading");
    }

    std::vector<std::string>& faults_;
    std::set<std::string> ids_;
    int level_ = 0;
};

}  // namespace

std::string text_of(pugi::xml_node node) {
    std::string out;
    for (const auto& found : node.select_nodes(".//text()")) {
        // A text goes on after an opportunity to break it.
        const bool goes_on = std::string_view(found.node().next_sibling().name()) == "wbr";
        (out += found.node().value()) += goes_on ? "" : " ";
    }
    return cda::collapse(out);
}

std::vector<std::string> texts(const checked_page& page, const char* xpath) {
    std::vector<std::string> out;
    for (const auto& found : page.tree.select_nodes(xpath))
        out.push_back(text_of(found.node()));
    return out;
}

void check(checked_page& into, const std::string& html) {
    constexpr std::string_view doctype = "<!DOCTYPE html>\n";
    if (!html.starts_with(doctype)) into.faults.push_back("no doctype");
    const auto xml = std::string_view(html).substr(doctype.size());
    cda::read_limits limits;
    limits.max_depth = 1000;
    const auto scan = cda::scan_xml(xml, limits);
    if (scan.broken != nullptr)
        into.faults.push_back(std::string(scan.broken->id) + " near " +
                              std::string(xml.substr(scan.offset, 60)));
    const auto read =
        into.tree.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata);
    if (!read) into.faults.push_back(std::string("not well formed: ") + read.description());

    std::set<std::string> ids;
    for (const auto& found : into.tree.select_nodes("//@id")) {
        if (!ids.insert(found.attribute().value()).second)
            into.faults.push_back(std::string("id twice: ") + found.attribute().value());
    }
    checker walk(into.faults, ids);
    into.tree.traverse(walk);
    const std::string_view style = into.tree.child("html").child("head").child("style").text().get();
    for (const auto* external : {"url(", "@import", "http", "expression", "//"}) {
        if (style.find(external) != std::string_view::npos)
            into.faults.push_back(std::string("style: ") + external);
    }
    std::sort(into.faults.begin(), into.faults.end());
    into.faults.erase(std::unique(into.faults.begin(), into.faults.end()), into.faults.end());
}

namespace {

coded as(std::string code, std::string display) {
    coded out;
    out.code = std::move(code);
    out.system = "1.2.250.1.213.1.1.4.322";
    out.display = std::move(display);
    return out;
}

programme_entry entry(programme_kind kind, std::string mood, std::string choice) {
    programme_entry out;
    out.kind = kind;
    out.act.kind = statement_class::procedure;
    out.act.mood = std::move(mood);
    out.act.status = "completed";
    out.act.code = as("MED-568", "Traitement");
    out.choice = as("C15313", std::move(choice));
    return out;
}

statement text_statement(std::string text) {
    statement out;
    out.text.text = std::move(text);
    return out;
}

}  // namespace

plan small_plan() {
    plan out;
    out.kind = plan_kind::care_plan;
    out.title = "PROGRAMME PERSONNALISÉ DE SOINS";
    out.time.value = "20260305101500+0100";
    out.version = "2";
    out.patient.names = {{"",
                          {{name_part_kind::family, "BR", "DURAND", ""},
                           {name_part_kind::given, "", "ALIX CLAUDE", ""},
                           {name_part_kind::given, "BR", "ALIX", ""}},
                          ""}};
    out.patient.birth_time.value = "19710814";
    out.patient.gender = as("F", "Féminin");

    participant hospital;
    hospital.role = participant_role::reference_hospital;
    hospital.who.organization.emplace().names = {"Centre hospitalier d’exemple"};
    hospital.who.telecoms = {{"tel:0261910010", "WP", ""}};
    participant physician;
    physician.role = participant_role::treating_physician;
    physician.who.names = {{"",
                            {{name_part_kind::given, "", "Ana", ""},
                             {name_part_kind::family, "", "ROY", ""},
                             {name_part_kind::suffix, "", "DR", ""}},
                            ""}};
    physician.who.telecoms = {{"mailto:ana.roy@exemple.mssante.fr", "", ""}};
    out.participants = {hospital, physician};

    diagnosis& disease = out.diagnoses.emplace_back();
    disease.finding.text.text = "Tumeur primitive";
    disease.finding.time.low.value = "20260129";
    disease.morphology = as("8500/3", "Carcinome canalaire infiltrant");
    disease.sites.push_back({as("C50.2", "Quadrant supéro-interne du sein"), as("24028007", "droit")});

    auto surgery = entry(programme_kind::treatment, "EVN", "intervention chirurgicale");
    surgery.act.time.value = "20260212";
    auto radiotherapy = entry(programme_kind::treatment, "INT", "Radiothérapie");
    radiotherapy.act.time.null_flavor = "UNK";
    radiotherapy.planned.emplace().time.low.value = "20260312";
    radiotherapy.planned->time.high.value = "20260430";
    radiotherapy.rhythm = text_statement("5 fois par semaine");
    radiotherapy.side_effects =
        text_statement("Le plus souvent :\n- une fatigue ;\n- une rougeur de la peau.");
    radiotherapy.act.comments.push_back({{}, {"#c", "Venir 10 minutes avant.", ""}, "", {}, {}});
    auto follow_up = entry(programme_kind::follow_up, "INT", "consultation");
    follow_up.act.time.null_flavor = "NAV";
    out.programme = {radiotherapy, follow_up, surgery};

    out.status.emplace().board_date = text_statement("");
    out.status->board_date->values = {{"EIVL_TS", {}, "20260203", "", {}, ""}};
    out.related = {{"RPLC", {{"1.2.3", "", "", ""}}, {}, {}, "1"}};
    return out;
}

}  // namespace pps::render::test
