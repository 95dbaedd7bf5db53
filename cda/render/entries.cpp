#include "cda/render/entries.hpp"

#include "cda/render/coded_words.hpp"
#include "cda/render/dates.hpp"
#include "cda/render/people.hpp"
#include "cda/render/statements.hpp"
#include "cda/render/words.hpp"

#include <algorithm>

namespace pps::render {
namespace {

constexpr std::size_t longest_title = 100;

// The certainty of an entry is the first row that holds.
bool refused(const programme_entry& one) noexcept {
    return one.act.negated.value_or(false);
}

std::string_view interruption(const programme_entry& one) noexcept {
    return words::find(words::interrupted, one.act.status);
}

void write_calendar_item(page& out, const placed_entry& one) {
    const auto& when = dates_of(*one.entry);
    out.raw("<li><p class=\"when\">")
        .text(dated(when) ? period_words(when) : "Date non renseignée")
        .raw("</p><p>");
    write_link(out, one);
    out.raw("</p><p class=\"kind\">").text(kind_words(one.entry->kind)).raw(" ");
    write_badge(out, *one.entry);
    out.raw("</p></li>");
}

// What is said of a part of an entry: its value in words, and its text when it says more.
std::string said(const statement& one, shown_texts& shown) {
    const auto value = values_words(one);
    std::string out = shown.add(value) ? value : std::string();
    const auto text = narrative_words(one.text);
    if (!text.empty() && out.find(text) == std::string::npos && shown.add(text)) {
        if (!out.empty()) out += '\n';
        out += text;
    }
    return out;
}

void write_dates(page& out, const programme_entry& one) {
    const bool sure = confirmed(one);
    const bool planned = one.planned && dated(one.planned->time);
    const bool done = one.act.mood == "EVN";
    if (sure) fact(out, done ? "Réalisé" : "Dates confirmées", period_words(one.act.time));
    if (planned) fact(out, "Dates prévues", period_words(one.planned->time));
    if (sure || planned) return;
    const auto& flavor = one.act.time.null_flavor;
    fact(out, "Date", flavor.empty() ? words::not_given : words::null_flavor(flavor));
}

void write_performers(page& out, const statement& act) {
    if (act.performers.empty()) return;
    out.enclose("<div class=\"who\"><dt>Où et avec qui</dt><dd>", "</dd></div>", [&] {
        for (const auto& by : act.performers) {
            out.enclose("<div class=\"party\">", "</div>", [&] {
                write_party(out, by.who);
                const auto function = coded_words(by.function);
                if (!function.empty()) out.raw("<p>").text(function).raw("</p>");
                const auto when = period_words(by.time);
                if (!when.empty()) out.raw("<p>").text(when).raw("</p>");
            });
        }
    });
}

// "Rythme" is a boolean whose text says the rhythm; false with a text is what the official example has.
void write_rhythm(page& out, const statement& rhythm, shown_texts& shown) {
    auto text = narrative_words(rhythm.text);
    if (text.empty() && !rhythm.values.empty()) {
        const auto regular = rhythm.values.front().boolean();
        if (regular && *regular) text = "oui, sans autre précision";
        if (!regular) text = values_words(rhythm);
    }
    if (shown.add(text)) long_fact(out, "Rythme", text);
    write_rest(out, rhythm);
}

void write_side_effects(page& out, const statement& effects, shown_texts& shown) {
    const auto text = said(effects, shown);
    if (!text.empty()) {
        out.enclose("<div class=\"watch\"><dt>Effets secondaires possibles et conduite à tenir</dt><dd>",
                    "</dd></div>", [&] { paragraphs(out, text); });
    }
    write_rest(out, effects);
}

void write_reason(page& out, const statement& reason) {
    auto words = values_words(reason);
    const auto when = period_words(reason.time);
    if (!words.empty() && !when.empty()) words += ", " + when;
    const auto text = narrative_words(reason.text);
    if (!text.empty() && text != words) words += (words.empty() ? "" : "\n") + text;
    const auto label = coded_words(reason.code);
    if (!words.empty()) {
        fact_of(out, label.empty() ? "Motif" : std::string_view(label), [&] { paragraphs(out, words); });
    }
    write_rest(out, reason);
}

}  // namespace

std::string_view kind_words(programme_kind kind) noexcept {
    for (const auto& row : words::kinds) {
        if (row.kind == kind) return row.one.text();
    }
    return {};
}

std::string entry_title(const programme_entry& one) {
    const auto text = narrative_words(one.act.text);
    // "Autre traitement" alone tells nothing: its text does.
    if (one.choice.display.starts_with("Autre") && !text.empty() && text.size() <= longest_title &&
        text != one.choice.display)
        return one.choice.display + " : " + text;
    for (auto words : {one.choice.display, one.choice.original_text.text, text}) {
        if (!says_nothing(words)) return words;
    }
    const bool own_code = one.kind == programme_kind::proposed_treatment ||
                          one.kind == programme_kind::past_treatment || one.kind == programme_kind::other;
    auto words = own_code ? coded_words(one.act.code) : std::string();
    return words.empty() ? std::string(kind_words(one.kind)) : words;
}

const interval& dates_of(const programme_entry& one) noexcept {
    if (confirmed(one) || !one.planned) return one.act.time;
    return one.planned->time;
}

bool confirmed(const programme_entry& one) noexcept {
    return dated(one.act.time);
}

certainty certainty_of(const programme_entry& one) noexcept {
    const bool done = one.act.mood == "EVN";
    if (refused(one)) return {"off", done ? "Non réalisé" : "Non prévu"};
    if (const auto words = interruption(one); !words.empty()) return {"off", words};
    if (done) return {"done", "Réalisé"};
    if (confirmed(one)) return {"sure", "Confirmé"};
    if (one.planned && dated(one.planned->time)) return {"planned", "Prévu, à confirmer"};
    return {"open", "Date à préciser"};
}

void write_badge(page& out, const programme_entry& one) {
    const auto how = certainty_of(one);
    out.raw("<span class=\"badge ").raw(how.style).raw("\">").text(how.words).raw("</span>");
}

std::vector<placed_entry> by_date(const plan& document, std::span<const programme_kind> kinds) {
    std::vector<std::pair<std::string, placed_entry>> sorted;
    for (std::size_t i = 0; i < document.programme.size(); ++i) {
        const auto& one = document.programme[i];
        if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), one.kind) == kinds.end()) continue;
        auto day = first_day(dates_of(one));
        // After every date.
        if (day.empty()) day = ":";
        sorted.emplace_back(std::move(day), placed_entry{&one, i});
    }
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<placed_entry> out;
    for (const auto& [day, one] : sorted)
        out.push_back(one);
    return out;
}

std::vector<placed_entry> next_dates(const plan& document, std::string_view today) {
    auto out = by_date(document);
    std::erase_if(out, [&](const placed_entry& one) {
        const auto last = last_day(dates_of(*one.entry));
        return one.entry->act.mood == "EVN" || refused(*one.entry) || !interruption(*one.entry).empty() ||
               last.empty() || last < today;
    });
    return out;
}

void write_link(page& out, const placed_entry& one) {
    out.raw("<a href=\"#soin-").number(one.index + 1).raw("\">").text(entry_title(*one.entry)).raw("</a>");
}

void write_calendar(page& out, const plan& document) {
    std::string month;
    bool open = false;
    out.raw("<ol class=\"calendar\">");
    for (const auto& one : by_date(document)) {
        const auto day = first_day(dates_of(*one.entry));
        const auto words = day.empty() ? std::string("Dates à préciser") : month_words(day);
        if (!open || words != month) {
            if (open) out.raw("</ol></li>");
            out.raw("<li>");
            heading(out, 4, words);
            out.raw("<ol>");
        }
        open = true;
        month = words;
        write_calendar_item(out, one);
    }
    out.raw(open ? markup("</ol></li></ol>") : markup("</ol>"));
}

void write_entry(page& out, const placed_entry& placed, unsigned level) {
    const auto& one = *placed.entry;
    const auto title = entry_title(one);
    shown_texts shown;
    shown.add(title);
    shown.add(one.choice.display);
    if (title.ends_with(narrative_words(one.act.text))) shown.add(narrative_words(one.act.text));
    out.raw("<article class=\"card\" id=\"soin-").number(placed.index + 1).raw("\"><div class=\"head\">");
    heading(out, level, title);
    write_badge(out, one);
    out.raw("</div><dl>");
    for (const auto& text : {narrative_words(one.choice.original_text), narrative_words(one.act.text)}) {
        if (shown.add(text)) long_fact(out, "Précision", text);
    }
    write_dates(out, one);
    if (one.planned) write_rest(out, *one.planned);
    write_performers(out, one.act);
    if (one.rhythm) write_rhythm(out, *one.rhythm, shown);
    if (one.route) {
        long_fact(out, "Mode d’administration", said(*one.route, shown));
        write_rest(out, *one.route);
    }
    if (one.side_effects) write_side_effects(out, *one.side_effects, shown);
    for (const auto& reason : one.reasons)
        write_reason(out, reason);
    write_rest(out, one.act);
    out.raw("</dl></article>");
}

}  // namespace pps::render
