// Read EPUBs from end to end in a reading system (foliate-js), and print what it shows as JSON,
// a book a file: node reading.mjs HOME CHROMIUM FILE... (HOME holds node_modules).
import { createRequire } from "node:module";
import { join } from "node:path";

const ORIGIN = "http://localhost/";
const OWN = "An iframe which has both allow-scripts and allow-same-origin";
const READER = `<!DOCTYPE html>
<html lang="en"><title>Reader</title>
<style>body { margin: 0 } foliate-view { display: block; height: 100vh }</style>
<script type="module">import "/foliate-js/view.js"; globalThis.ready = true;</script></html>`;

const [home, executablePath, ...files] = process.argv.slice(2);
const { chromium } = createRequire(join(home, "index.js"))("playwright-core");

/** Answer all requests of a page from the packages and the book: nothing goes out. */
async function serve(page, file, complaints) {
  await page.route("**/*", (route) => {
    const { origin, pathname } = new URL(route.request().url());
    if (`${origin}/` !== ORIGIN) {
      complaints.push(`asks for ${route.request().url()}`);
      return route.abort();
    }
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: READER });
    if (pathname === "/book.epub") return route.fulfill({ path: file });
    return route.fulfill({ path: join(home, "node_modules", pathname) });
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const isFault = ["error", "warning"].includes(message.type());
    if (isFault && !message.text().startsWith(OWN)) complaints.push(message.text());
  });
}

/** Runs in the page: go through the sections, then to each entry of the contents and the pages. */
async function read() {
  const view = document.createElement("foliate-view");
  document.body.append(view);
  const blob = await (await fetch("/book.epub")).blob();
  await view.open(new File([blob], "book.epub"));
  const { book, renderer } = view;
  const unquoted = (family) => family.split(",")[0].trim().replace(/^(["'])(.*)\1$/, "$2");
  const sole = () => renderer.getContents()[0];

  const familiesOf = (doc) => {
    const families = new Set();
    const texts = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const parent = texts.currentNode.parentElement;
      if (texts.currentNode.data.trim() && parent.getClientRects().length)
        families.add(unquoted(doc.defaultView.getComputedStyle(parent).fontFamily));
    }
    return [...families].sort();
  };

  const isShown = (target) => {
    const frame = target.ownerDocument.defaultView.frameElement.getBoundingClientRect();
    const box = target.getBoundingClientRect();
    const [left, top] = [frame.left + box.left, frame.top + box.top];
    return left >= 0 && left <= innerWidth && top >= 0 && top <= innerHeight;
  };

  const show = async (index) => {
    await view.goTo(index);
    const { doc } = sole();
    const families = familiesOf(doc);
    await doc.fonts.ready;
    const faces = [...doc.fonts].map(({ family, status }) => ({ family: unquoted(family), status }));
    const having = (status) =>
      [...new Set(faces.filter((face) => face.status === status).map(({ family }) => family))].sort();
    return {
      entry: book.sections[index].id,
      text: doc.body.innerText.trim().length,
      pictures: [...doc.images].map((image) => image.complete && image.naturalWidth > 0),
      families,
      loaded: having("loaded"),
      failed: having("error"),
    };
  };

  const jump = async ({ href, label }) => {
    await view.goTo(href);
    const { index, doc } = sole();
    const fragment = decodeURIComponent(href.split("#")[1] ?? "");
    const target = fragment ? doc.getElementById(fragment) : doc.body.firstElementChild;
    return {
      href,
      label,
      entry: book.sections[index].id,
      mark: target?.getAttribute("aria-label") ?? "",
      shown: target !== null && isShown(target),
      page: view.lastLocation.pageItem?.label ?? "",
      text: view.lastLocation.range.toString(),
    };
  };

  const flat = (items) => (items ?? []).flatMap((item) => [item, ...flat(item.subitems)]);
  const each = async (items, visit) => {
    const told = [];
    for (const item of items) told.push(await visit(item));
    return told;
  };
  return {
    sections: await each(book.sections.keys(), show),
    contents: await each(flat(book.toc), jump),
    pages: await each(flat(book.pageList), jump),
  };
}

async function open(browser, file) {
  const complaints = [];
  const page = await browser.newPage({ viewport: { width: 600, height: 800 } });
  await serve(page, file, complaints);
  await page.goto(ORIGIN);
  await page.waitForFunction(() => globalThis.ready);
  return { file, ...(await page.evaluate(read)), complaints };
}

const browser = await chromium.launch({ executablePath });
try {
  const books = await Promise.all(files.map((file) => open(browser, file)));
  process.stdout.write(JSON.stringify(books));
} finally {
  await browser.close();
}
