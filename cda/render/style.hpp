#pragma once

#include "cda/render/page.hpp"

namespace pps::render {

/// The one style sheet of the page. No url(), no import, no font but the reader's own. Pairs of colours have
/// a contrast of at least 4.5:1 for text and 3:1 for borders that mean something (WCAG 2.2, 1.4.3
/// and 1.4.11), in both schemes.
inline constexpr markup style = R"css(
:root {
  color-scheme: light dark;
  --paper: #f4f6f4; --sheet: #ffffff; --ink: #1b2a31; --soft: #4b5b63; --line: #d3dcdd;
  --accent: #0b5a68; --tint: #e4f0f1; --panel: #0b5a68; --on-panel: #ffffff;
  --done: #1c5a36; --done-tint: #e1f1e7; --planned: #694700; --planned-tint: #fbeed2;
  --off: #7c2130; --off-tint: #f8e5e7; --open: #414e55; --open-tint: #e9edee;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10181c; --sheet: #182329; --ink: #e7eef0; --soft: #b4c2c8; --line: #33444c;
    --accent: #86d3e0; --tint: #1b343b; --panel: #12414b; --on-panel: #ffffff;
    --done: #9adfb5; --done-tint: #17352a; --planned: #f2cf85; --planned-tint: #3a2e12;
    --off: #f5b3bb; --off-tint: #43202a; --open: #c9d4d9; --open-tint: #2a373e;
  }
}
* { box-sizing: border-box; }
html { font-size: 112.5%; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--paper); color: var(--ink); line-height: 1.6; overflow-wrap: break-word;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
}
header.top, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; font-weight: 650; margin: 0; text-wrap: balance; }
h2 { font-size: 1.5rem; margin-bottom: 1rem; letter-spacing: -0.01em; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 0.75rem; }
h4, h5, h6 { font-size: 1rem; margin: 1.25rem 0 0.5rem; }
p, ul, ol, dl { margin: 0 0 0.6rem; }
p, li, dd { text-wrap: pretty; }
p:last-child, ul:last-child, ol:last-child, dl:last-child { margin-bottom: 0; }
li + li { margin-top: 0.3rem; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 0.2em; }
a:hover { text-decoration-thickness: 2px; }
a:focus-visible, summary:focus-visible, main:focus-visible, .scroll:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 3px;
}
main:focus { outline: none; }
[id] { scroll-margin-top: 1rem; }
.skip { position: absolute; left: 1rem; top: -6rem; padding: 0.75rem 1.25rem; background: var(--sheet); z-index: 1; }
.skip:focus { top: 1rem; }
.running { display: none; }

header.top { padding-top: 2.25rem; padding-bottom: 1.75rem; }
h1 { font-size: 1rem; color: var(--accent); letter-spacing: 0.01em; }
.patient { font-size: 2.1rem; line-height: 1.2; font-weight: 680; letter-spacing: -0.02em; margin: 0.35rem 0 0.4rem; }
header.top p { margin-bottom: 0.15rem; }
.edition { color: var(--soft); }
.edition::first-letter { text-transform: uppercase; }

.summary { background: var(--panel); color: var(--on-panel); border-radius: 14px; padding: 1.5rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: 1.25rem; }
.summary .card { color: var(--ink); margin: 0; border: 0; }
.summary h3 { margin-top: 0; }
.next, .calls { list-style: none; padding: 0; }
.next > li, .calls > li { padding: 0.7rem 0; border-top: 1px solid var(--line); margin: 0; }
.next > li:first-child, .calls > li:first-child { border-top: 0; padding-top: 0; }
.next p, .calls p { margin: 0; }
.next a { font-weight: 600; }
.when { color: var(--soft); }
.next .when { color: var(--ink); font-weight: 600; }
.calls .reach { font-size: 1.2rem; font-weight: 650; }
.urgent { border-top: 1px solid var(--line); padding-top: 0.7rem; }
.urgent .reach { font-weight: 650; }
.notice { background: var(--tint); border-radius: 10px; padding: 0.9rem 1.1rem; margin-bottom: 1.25rem; }

.columns { margin-top: 2rem; }
nav h2 { font-size: 1rem; color: var(--soft); margin-bottom: 0.5rem; }
nav ol { list-style: none; padding: 0; margin: 0; }
nav li + li { margin-top: 0; }
nav a { display: block; padding: 0.45rem 0; border-top: 1px solid var(--line); color: var(--ink); text-decoration: none; }
nav a:hover { color: var(--accent); text-decoration: underline; }
.parts > section { padding: 2.25rem 0; border-top: 1px solid var(--line); }
@media (max-width: 59.99rem) { nav { margin-bottom: 2rem; } }
@media (min-width: 60rem) {
  .columns { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 3rem; align-items: start; }
  nav { position: sticky; top: 1.25rem; max-height: calc(100vh - 2.5rem); overflow: auto; font-size: 0.9rem; }
  .parts > section:first-child { border-top: 0; padding-top: 0; }
}

.cards { list-style: none; padding: 0; display: grid; gap: 1rem; margin: 0 0 0.6rem;
  grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); }
.cards > li { margin: 0; }
.card { background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; }
.cards .card h3 { margin: 0 0 0.5rem; font-size: 0.95rem; color: var(--soft); }
.cards .card p { margin-bottom: 0.2rem; }
article.card { margin: 0 0 1.1rem; }
article.card:target { border-color: var(--accent); box-shadow: 0 0 0 2px var(--accent); }
article.card > h3, .head h3, .head h4 { margin: 0; font-size: 1.15rem; }
article.card > h3 { margin-bottom: 0.9rem; }
article h3::first-letter, article h4::first-letter, .calendar h4::first-letter { text-transform: uppercase; }
.head { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: baseline; justify-content: space-between;
  margin-bottom: 0.9rem; }
.name { font-weight: 650; }
.role, .address, .use, .kind, .from { color: var(--soft); }
.use, .from, .kind { font-size: 0.9rem; }
.note { overflow-wrap: anywhere; border-top: 1px solid var(--line); padding-top: 0.5rem; margin-top: 0.6rem; }
.none { color: var(--soft); }
.telecoms { list-style: none; padding: 0; margin: 0.2rem 0 0; }
.telecoms li + li { margin-top: 0.1rem; }
.reach { display: inline-block; padding: 0.1rem 0; overflow-wrap: anywhere; }
.badge { display: inline-block; font-size: 0.85rem; font-weight: 600; line-height: 1.4; padding: 0.15rem 0.65rem;
  border-radius: 1rem; white-space: nowrap; }
.done { color: var(--done); background: var(--done-tint); }
.done::before { content: "✓ " / ""; }
.sure { color: var(--accent); background: var(--tint); }
.sure::before { content: "● " / ""; }
.planned { color: var(--planned); background: var(--planned-tint); }
.planned::before { content: "○ " / ""; }
.open { color: var(--open); background: var(--open-tint); }
.open::before { content: "… " / ""; }
.off { color: var(--off); background: var(--off-tint); }
.off::before { content: "× " / ""; }

dt { font-weight: 600; }
dd { margin: 0; }
dl > div { padding: 0.6rem 0; border-top: 1px solid var(--line); }
.facts > div:first-child, .card > dl > div:first-child { border-top: 0; padding-top: 0; }
.facts > div:last-child, .card > dl > div:last-child { padding-bottom: 0; }
dl.facts { margin-bottom: 1.25rem; }
dd p { margin-bottom: 0.4rem; }
dd .name { font-weight: 400; }
dd::first-letter { text-transform: uppercase; }
@media (min-width: 44rem) {
  dl > div { display: grid; grid-template-columns: 11.5rem minmax(0, 1fr); gap: 1.25rem; }
  dl > .watch, dl > .comment { display: block; }
}
.party, .telecoms { display: grid; justify-items: start; }
.party p { margin-bottom: 0.1rem; }
.party + .party { margin-top: 0.75rem; }
.watch dt, .comment dt { margin-bottom: 0.25rem; }
.card > dl > .watch { background: var(--planned-tint); border: 0; border-radius: 10px; padding: 0.9rem 1.1rem;
  margin: 0.35rem -0.35rem 0.6rem; }
.watch dt { color: var(--planned); }
.watch + div { border-top: 0; }
dd ul { padding-left: 1.2rem; }

.calendar { list-style: none; padding: 0; border-left: 3px solid var(--tint); margin: 0 0 1.5rem; }
.calendar > li { padding-left: 1.25rem; margin: 0 0 1.25rem; position: relative; }
.calendar > li::before { content: ""; position: absolute; left: -0.55rem; top: 0.3rem; width: 0.85rem; height: 0.85rem;
  border-radius: 50%; background: var(--accent); border: 3px solid var(--paper); }
.calendar h4 { margin: 0 0 0.5rem; }
.calendar ol { list-style: none; padding: 0; margin: 0; }
.calendar ol > li { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; padding: 0.7rem 1rem;
  margin: 0 0 0.5rem; }
.calendar p { margin: 0; }
.calendar a { font-weight: 600; display: inline-block; }
.calendar a::first-letter { text-transform: uppercase; }
.next a { display: inline-block; }
.next a::first-letter { text-transform: uppercase; }

details { margin-top: 1rem; border-top: 1px solid var(--line); }
details + details { margin-top: 0; }
summary { cursor: pointer; padding: 0.7rem 0; color: var(--soft); font-size: 0.95rem; }
summary:hover { color: var(--accent); }
.what { font-size: 0.9rem; }
details > div { padding-bottom: 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; width: 100%; }
caption, .caption { text-align: left; font-weight: 600; padding-bottom: 0.4rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.7rem; border: 1px solid var(--line); }
th { font-weight: 600; background: var(--tint); }
.codes td, .codes th { overflow-wrap: anywhere; min-width: 6rem; }
.narrative table { margin-bottom: 1rem; }

footer { color: var(--soft); font-size: 0.95rem; padding-top: 1.5rem; padding-bottom: 3rem; }
@media (max-width: 30rem) {
  header.top, main, footer { padding-left: 1rem; padding-right: 1rem; }
  .patient { font-size: 1.75rem; }
  .summary { padding: 1rem; margin: 0 -0.25rem; }
  .card { padding: 1rem; }
}

@media print {
  @page { size: A4; margin: 18mm 16mm 16mm; @bottom-right { content: "Page " counter(page) " sur " counter(pages);
    font: 9pt system-ui, sans-serif; } }
  :root {
    --paper: #ffffff; --sheet: #ffffff; --ink: #000000; --soft: #333333; --line: #b5b5b5;
    --accent: #063f49; --tint: #eef4f4; --done: #10442a; --done-tint: #ffffff; --planned: #4d3400;
    --planned-tint: #ffffff; --off: #6b1020; --off-tint: #ffffff; --open: #333333; --open-tint: #ffffff;
  }
  html { font-size: 10.5pt; }
  body { line-height: 1.45; }
  .skip, nav, .codes, .original { display: none; }
  .running { display: block; position: fixed; top: 0; left: 0; right: 0; font-size: 9pt; color: #333333;
    border-bottom: 0.5pt solid #777777; padding-bottom: 1mm; }
  header.top, main, footer { max-width: none; padding: 0; }
  body { padding-top: 9mm; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
  header.top { padding-bottom: 4mm; }
  .patient { font-size: 20pt; }
  .columns { display: block; margin-top: 4mm; }
  .summary { background: none; color: inherit; padding: 0; margin: 0; }
  .summary .card { border: 1pt solid #555555; }
  .pair { grid-template-columns: 1fr 1fr; gap: 4mm; }
  .parts > section { padding: 4mm 0; }
  .card { padding: 3mm 4mm; }
  .cards { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 3mm; }
  dl > div { padding: 1.2mm 0; }
  article.card { margin-bottom: 3mm; }
  .parts > section:first-child { border-top: 1px solid var(--line); padding-top: 5mm; }
  h1, h2, h3, h4, h5, h6, .head, .watch dt, .comment dt { break-after: avoid; }
  .cards > li, .calendar ol > li, dl > div, .card > .head { break-inside: avoid; }
  dl > .watch, dl > .comment { break-inside: auto; }
  .badge { border: 0.75pt solid currentcolor; }
  .card > dl > .watch { border: 0.75pt solid currentcolor; margin-left: 0; margin-right: 0; }
  .watch dd { color: #000000; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  .calendar ol { display: grid; grid-template-columns: 1fr 1fr; gap: 2mm; }
  .calendar ol > li { margin: 0; padding: 1.5mm 3mm; }
  .calendar > li { margin-bottom: 3mm; }
  a { color: inherit; text-decoration: none; }
}
)css";

}  // namespace pps::render
