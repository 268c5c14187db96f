// Use a web edition as a reader does, in Chromium, and print what does not work, as a JSON list of
// sentences: node web.mjs HOME CHROMIUM FILE (HOME holds node_modules).
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [home, executablePath, file] = process.argv.slice(2);
const require = createRequire(join(home, "index.js"));
const { chromium } = require("playwright-core");
const url = pathToFileURL(file).href;
const faults = [];
const expect = (right, words) => { if (!right) faults.push(words); };
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });

/** Open the page in a window of this size. */
async function open(width, options = {}) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, ...options });
  context.setDefaultTimeout(4000);
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate(() => document.fonts.ready);
  return page;
}

/** Whether an element is where a reader sees it: no farther than the window's height from its top. */
const inView = (page, selector) => page.$eval(selector, (element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom >= 0 && top <= innerHeight;
});

async function use() {
  // Wide: the contents are open, and each of their links leads to its heading.
  const wide = await open(1280);
  for (const href of await wide.$$eval("nav.contents a[href^='#']", (links) => links.map((a) => a.getAttribute("href")))) {
    await wide.click(`nav.contents a[href='${href}']`);
    expect(await inView(wide, href), `the contents' link ${href} does not lead there`);
  }

  // Each page's number leads to its mark, and the address with it opens there.
  for (const href of await wide.$$eval("nav.pages a", (links) => links.map((a) => a.getAttribute("href")))) {
    await wide.goto(url + href);
    expect(await inView(wide, href), `the address ${href} does not open there`);
    const shown = await wide.$eval(href, (mark) => getComputedStyle(mark, "::before").content);
    const label = href.replace("#page-", "");
    const inside = await wide.$eval(href, (mark) => Boolean(mark.closest("main")));
    expect(!inside || shown === `"${label}"`, `the margin does not show page ${label}: ${shown}`);
  }

  // Each note stands beside the words that call it, and leads back to them; narrow, just after them.
  const calls = await wide.$$eval(".noteref", (links) => links.map((a) => a.getAttribute("href")));
  const narrow = await open(360);
  for (const href of calls) {
    const aside = await wide.$eval(href, (note) => {
      const text = note.closest(".noted").firstElementChild.getBoundingClientRect();
      const box = note.getBoundingClientRect();
      return box.left >= text.right && box.top < text.bottom + 200;
    });
    expect(aside, `the note ${href} does not stand beside its text`);
    const below = await narrow.$eval(href, (note) => {
      const text = note.closest(".noted").firstElementChild.getBoundingClientRect();
      return note.getBoundingClientRect().top >= text.bottom;
    });
    expect(below, `the note ${href} does not follow its text on a phone`);
    await wide.click(`a[href='${href}']`);
    expect(await inView(wide, href), `the call ${href} does not lead to its note`);
    const back = await wide.$eval(`${href} a`, (link) => link.getAttribute("href"));
    await wide.click(`${href} a`);
    expect(await inView(wide, back), `the note ${href} does not lead back`);
  }

  // Narrow: the contents unfold, and nothing scrolls sideways.
  await narrow.click("nav.contents summary");
  expect(await narrow.isVisible("nav.contents ol"), "the contents do not unfold");
  const width = await narrow.evaluate(() => document.documentElement.scrollWidth);
  expect(width <= 360, `the page is ${width} px wide on a phone of 360`);

  // The copy buttons copy what stands above them; without scripts there are none, and all else is there.
  const copying = await open(1280, { permissions: ["clipboard-read", "clipboard-write"] });
  for (const name of await copying.$$eval("button[data-copy]", (all) => all.map((b) => b.dataset.copy))) {
    await copying.click(`button[data-copy='${name}']`);
    await copying.waitForFunction((n) => {
      const button = document.querySelector(`button[data-copy='${n}']`);
      return button.textContent === button.dataset.done;
    }, name, { timeout: 2000 }).catch(() => faults.push(`the button of ${name} does not say that it is done`));
    const copied = await copying.evaluate(() => navigator.clipboard.readText());
    const text = await copying.$eval(`#${name}`, (pre) => pre.textContent);
    expect(copied.trim() === text.trim(), `the button copies something else than ${name}`);
  }
  const plain = await open(1280, { javaScriptEnabled: false });
  expect(await plain.locator("button:visible").count() === 0, "a button is shown that cannot work");
  expect(await plain.isVisible("main h1"), "the text is not shown without scripts");

  // The fonts are the page's own, and by day and by night it has other colours.
  const faces = await wide.evaluate(() => [...document.fonts].filter((f) => f.status === "loaded").length);
  expect(faces >= 4, `only ${faces} faces are loaded`);
  const colour = (page) => page.$eval("body", (body) => getComputedStyle(body).backgroundColor);
  const night = await open(1280, { colorScheme: "dark" });
  expect(await colour(wide) !== await colour(night), "the page is the same by night");
}

await use().catch((error) => faults.push(String(error)));
await browser.close();
console.log(JSON.stringify(faults));
