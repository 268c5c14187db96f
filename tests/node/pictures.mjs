// Draw what readers see: the web edition on a phone and on a desktop by night, and a page of the
// EPUB in a reading system, and the passport: node pictures.mjs HOME CHROMIUM FOLDER WEB EPUB LABEL
// PASSPORT.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [home, executablePath, folder, web, epub, label, passport] = process.argv.slice(2);
const { chromium } = createRequire(join(home, "index.js"))("playwright-core");
const READER = `<!DOCTYPE html><html lang="en"><title>Reader</title>
<style>body { margin: 0 } foliate-view { display: block; height: 100vh }</style>
<script type="module">import "/foliate-js/view.js"; globalThis.ready = true;</script></html>`;
const PORTRAIT = { width: 400, height: 565 };
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });

async function page(viewport, options = {}) {
  const context = await browser.newContext({ viewport, deviceScaleFactor: 1.3, ...options });
  return context.newPage();
}

async function shoot(name, file, viewport, options) {
  const shown = await page(viewport, options);
  await shown.goto(pathToFileURL(file).href);
  await shown.evaluate(() => document.fonts.ready);
  await shown.screenshot({ path: join(folder, `${name}.png`) });
}

await shoot("phone", web, PORTRAIT, {});
await shoot("passport", passport, { width: 1060, height: 1499 }, { deviceScaleFactor: 1 });
await shoot("night", web, { width: 1300, height: 920 }, { colorScheme: "dark", deviceScaleFactor: 1 });

const reader = await page(PORTRAIT);
await reader.route("**/*", (route) => {
  const { pathname } = new URL(route.request().url());
  if (pathname === "/") return route.fulfill({ contentType: "text/html", body: READER });
  if (pathname === "/book.epub") return route.fulfill({ path: epub });
  return route.fulfill({ path: join(home, "node_modules", pathname) });
});
await reader.goto("http://localhost/");
await reader.waitForFunction(() => globalThis.ready);
await reader.evaluate(async (wanted) => {
  const view = document.createElement("foliate-view");
  document.body.append(view);
  const blob = await (await fetch("/book.epub")).blob();
  await view.open(new File([blob], "book.epub"));
  await view.goTo(view.book.pageList.find((entry) => entry.label === wanted).href);
}, label);
await reader.waitForTimeout(1000);
await reader.screenshot({ path: join(folder, "epub.png") });
await browser.close();
