// Judges pages of plans: node check.mjs [--chromium PATH] PAGE.html…
// Exit 0: no violation in any view of any page. 1: some. 2: the pages could not be judged.
import { readFile, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// 320 px: WCAG 2.2, 1.4.10 Reflow.
const VIEWS = [
    { name: "desktop", width: 1280, height: 900, colorScheme: "light" },
    { name: "desktop, dark", width: 1280, height: 900, colorScheme: "dark" },
    { name: "phone", width: 320, height: 640, colorScheme: "light" },
    { name: "phone, dark", width: 320, height: 640, colorScheme: "dark" },
];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"];

async function judge(browser, file, view) {
    const faults = [];
    const context = await browser.newContext({
        viewport: { width: view.width, height: view.height },
        colorScheme: view.colorScheme,
        reducedMotion: "reduce",
        bypassCSP: true, // for axe; that the page's own policy holds is seen by the requests
    });
    try {
        const page = await context.newPage();
        const address = pathToFileURL(resolve(file)).href;
        page.on("request", (request) => {
            if (request.url() !== address) faults.push("asks for another resource");
        });
        await page.goto(address);
        await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
        await page.evaluate(axe);
        const result = await page.evaluate((tags) => axe.run(document, { runOnly: { type: "tag", values: tags } }), TAGS);
        for (const violation of result.violations) {
            for (const node of violation.nodes)
                faults.push(`${violation.id} (${violation.impact}): ${node.target.join(" ")}`);
        }
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (overflow > 0) faults.push(`scrolls sideways by ${overflow} px`);
        // WCAG 2.2, 2.5.8 Target Size: 24 px, links within a sentence excepted.
        const small = await page.evaluate(() => [...document.querySelectorAll("nav a, .telecoms a, .next a, summary")]
            .filter((one) => one.getBoundingClientRect().height > 0 && one.getBoundingClientRect().height < 24)
            .map((one) => one.className || one.tagName));
        for (const one of new Set(small)) faults.push(`target smaller than 24 px: ${one}`);
        // What axe cannot decide on contrast is no pass either. It cannot on cells scrolled out of view: show them.
        await page.addStyleTag({ content: "main { max-width: none !important; } .scroll { overflow: visible !important; }" });
        await page.setViewportSize({ width: 4000, height: view.height });
        const contrast = await page.evaluate(() => axe.run(document, { runOnly: ["color-contrast"] }));
        for (const open of [...contrast.violations, ...contrast.incomplete]) {
            for (const node of open.nodes) faults.push(`${open.id}: ${node.target.join(" ")}: ${node.any[0]?.message}`);
        }
        return { faults, passes: result.passes.length };
    } finally {
        await context.close();
    }
}

const { values, positionals } = parseArgs({
    options: { chromium: { type: "string", default: "/usr/bin/chromium" } },
    allowPositionals: true,
});
if (positionals.length === 0) {
    console.error("usage: node check.mjs [--chromium PATH] PAGE.html…");
    process.exit(2);
}
const profile = await mkdtemp(join(tmpdir(), "pps-accessibility-"));
let failed = 0;
let judged = 0;
let browser;
try {
    browser = await chromium.launch({ executablePath: values.chromium, args: FLAGS, env: { ...process.env, HOME: profile } });
    for (const file of positionals) {
        for (const view of VIEWS) {
            const { faults, passes } = await judge(browser, file, view);
            ++judged;
            if (passes === 0) faults.push("no rule applied");
            if (faults.length > 0) ++failed;
            for (const fault of new Set(faults)) console.log(`${file} [${view.name}] ${fault}`);
        }
    }
} catch (problem) {
    console.error(problem.message);
    process.exitCode = 2;
} finally {
    await browser?.close();
    await rm(profile, { recursive: true, force: true });
}
if (process.exitCode === undefined) {
    console.log(`${judged} views judged, ${failed} with violations`);
    process.exitCode = failed === 0 ? 0 : 1;
}
