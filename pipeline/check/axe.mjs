// Open HTML files in Chromium and print what is wrong with them, as a JSON list of
// {file, code, message}: node axe.mjs HOME CHROMIUM FILE... (HOME holds node_modules).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const WIDTHS = [360, 1280];
const HEIGHT = 800;
const SCHEMES = ["light", "dark"];
const RULES = [
  "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "section508", "EN-301-549",
  "best-practice",
];

const [home, executablePath, ...files] = process.argv.slice(2);
const require = createRequire(join(home, "index.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Load the page by itself alone, and tell each request and each complaint. */
async function open(page, file, tell) {
  const own = pathToFileURL(file).href;
  const refused = new Set();
  await page.route("**/*", (route) => {
    const url = route.request().url();
    if (url.split("#")[0] === own) return route.continue();
    refused.add(url);
    tell("web-request", `the page fetches ${url}`);
    return route.abort();
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !refused.has(message.location().url))
      tell("web-console", `the browser complains: ${message.text()}`);
  });
  page.on("pageerror", (error) => tell("web-console", `a script of the page fails: ${error.message}`));
  await page.goto(own);
  await page.evaluate(() => document.fonts.ready);
}

/** Return by how many pixels the page is too wide, and the element that reaches farthest. */
function overflow() {
  const root = document.scrollingElement;
  const excess = root.scrollWidth - root.clientWidth;
  if (excess <= 0) return null;
  const reach = (element) => element.getBoundingClientRect().right;
  const widest = [...document.body.querySelectorAll("*")]
    .reduce((a, b) => (reach(b) > reach(a) ? b : a), document.body);
  const name = [widest.localName, ...widest.classList].join(".");
  return { excess, name: widest.id ? `${name}#${widest.id}` : name };
}

async function judge(browser, file, width, scheme) {
  const found = [];
  const tell = (code, message) => found.push({ file, code, message });
  const context = await browser.newContext({
    viewport: { width, height: HEIGHT }, colorScheme: scheme,
  });
  const page = await context.newPage();
  await open(page, file, tell);
  const wide = await page.evaluate(overflow);
  if (wide)
    tell("web-overflow", `at ${width} px the page is ${wide.excess} px too wide, by ${wide.name}`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (values) => globalThis.axe.run(document, {
      runOnly: { type: "tag", values }, resultTypes: ["violations"], preload: false,
    }),
    RULES,
  );
  for (const { id, help, nodes } of violations)
    for (const { target } of nodes)
      tell(`axe-${id}`, `${help}: ${target.flat().join(" ")} (${width} px, ${scheme})`);
  await context.close();
  return found;
}

const found = new Map();
const browser = await chromium.launch({ executablePath });
try {
  for (const file of files)
    for (const width of WIDTHS) {
      const told = await Promise.all(SCHEMES.map((scheme) => judge(browser, file, width, scheme)));
      // What the schemes or the widths have in common is told once.
      for (const fault of told.flat()) found.set(JSON.stringify(fault), fault);
    }
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify([...found.values()]));
