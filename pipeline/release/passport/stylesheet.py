"""The style of a passport: paper, type and rules of an archive, on a screen and in print."""

STYLES = """
:root { color-scheme: light dark; --paper: #fcfcfa; --card: #fff; --ink: #1b1c1f;
  --soft: #5b5e64; --rule: #d3d3ce; --strong: #8d8d88; --link: #1f4e79;
  --good: #1d6a3e; --fair: #7d5200; --bad: #a1263a;
  --cyan: #0093c8; --magenta: #cf1676; --yellow: #e2c400; --black: #2b2b2b;
  --serif: Charter, "Bitstream Charter", "Iowan Old Style", "Source Serif 4", Georgia, serif;
  --sans: system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #15171a; --card: #1b1e22; --ink: #e7e7e3; --soft: #a9acb1; --rule: #363a40;
    --strong: #6a6e75; --link: #9cc6ee; --good: #7ed3a0; --fair: #e6bd6a; --bad: #f39aa6;
    --black: #b9bcc1; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1.5rem; }
body { margin: 0 auto; max-width: 70rem; padding: clamp(1rem, 4vw, 3.5rem);
  background: var(--paper); color: var(--ink); font: 1rem/1.55 var(--serif);
  font-variant-numeric: oldstyle-nums; overflow-wrap: break-word; hyphens: manual; }
p, dl, dd, pre, figure, ul { margin: 0; }
a { color: var(--link); text-decoration-thickness: .06em; text-underline-offset: .18em; }
a:focus-visible { outline: .15rem solid var(--link); outline-offset: .2rem; }
code, pre { font: .8125rem/1.6 var(--mono); font-variant-numeric: normal;
  font-variant-ligatures: none; }
small { font-size: .8125em; color: var(--soft); }
dt, thead th, nav, .kind, .told, .summary dt, figcaption, .note, footer, h3 {
  font-family: var(--sans); }

/* The card. */
.card { background: var(--card); border: 1px solid var(--rule); border-top: .2rem solid var(--ink);
  padding: clamp(1.1rem, 4vw, 3rem); }
.kind { font-size: .75rem; font-weight: 600; letter-spacing: .14em; text-transform: uppercase;
  color: var(--soft); margin-bottom: clamp(1.25rem, 3vw, 2.25rem); }
.entry { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr) auto;
  gap: 1.5rem clamp(1.25rem, 3vw, 2.5rem); align-items: start; }
.call { font: .875rem/1.6 var(--mono); }
.call > span { display: block; }
.main { font-size: 1.0625rem; }
h1 { font-size: clamp(1.7rem, 4.2vw, 2.75rem); line-height: 1.12; font-weight: 600;
  letter-spacing: -.012em; margin: .35rem 0 0; text-wrap: balance; }
h1 + p { font-size: clamp(1.05rem, 2vw, 1.3rem); line-height: 1.35; color: var(--soft);
  margin-top: .6rem; text-wrap: balance; }
.imprint { margin-top: 1.4rem; }
.cover { width: auto; height: auto; max-width: 11rem; max-height: 15rem; display: block;
  border: 1px solid var(--rule); }
.particulars { margin-top: clamp(1.5rem, 3vw, 2.5rem); padding-top: 1rem;
  border-top: 1px solid var(--rule); }
.particulars > div { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr);
  gap: 0 clamp(1.25rem, 3vw, 2.5rem); padding: .2rem 0; }
.particulars dt { font-size: .8125rem; line-height: 1.9; color: var(--soft); }
.particulars code { overflow-wrap: anywhere; }
.particulars dd { max-width: 44rem; }
.particulars dd p + p { text-indent: 1.3em; }
.whole { white-space: nowrap; }

/* The way around, and the numbers that a reader looks for first. */
nav { margin: 2rem 0 0; font-size: .875rem; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0 1.4rem; }
nav a { display: inline-block; padding: .35rem 0; }
.summary { display: grid; grid-template-columns: repeat(6, auto);
  gap: 1.25rem 2rem; margin: 1.5rem 0 0; padding: 1.25rem 0; border-top: 1px solid var(--strong);
  border-bottom: 1px solid var(--strong); }
.summary dt { font-size: .8125rem; color: var(--soft); }
.summary dd { font-size: 1.75rem; line-height: 1.25; font-variant-numeric: lining-nums; }
.summary small { font-size: .875rem; }

/* The sections. */
section { margin-top: clamp(2.75rem, 6vw, 4.5rem); }
h2 { font-size: 1.5rem; line-height: 1.25; font-weight: 600; margin: 0 0 1.1rem; }
h3 { font-size: .875rem; line-height: 1.4; font-weight: 600; margin: 1.75rem 0 .5rem; }
section > p, section > ul { max-width: 44rem; }
.none { margin-top: 1rem; }
.ways { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.75rem 2.5rem; }
.ways h3 { margin-top: 0; }
.as-p { grid-column: 1 / -1; max-width: 44rem; }
.note { font-size: .8125rem; color: var(--soft); margin-top: 1.25rem; }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.25rem, 1fr));
  gap: 1.75rem 1.25rem; align-items: end; }
.sheet img { display: block; width: 100%; height: auto; border: 1px solid var(--rule); }
.sheet figcaption { font-size: .8125rem; text-align: center; margin-top: .45rem;
  color: var(--soft); font-variant-numeric: tabular-nums lining-nums; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding-left: 1.1rem;
  border-left: 2px solid var(--rule); }
.revisions dt { font-size: .875rem; font-weight: 600; }
.revisions time { font-weight: 400; color: var(--soft); margin-left: .6em; }
.revisions dd { max-width: 42rem; margin-top: .3rem; }
.revisions > div + div { margin-top: 1rem; }

/* The tables. */
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums lining-nums; }
.told { font-size: .8125rem; line-height: 1.5; color: var(--soft); margin-bottom: .75rem; }
th, td { text-align: left; vertical-align: baseline; padding: .4rem 1.25rem .4rem 0;
  font-weight: 400; border-bottom: 1px solid var(--rule); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-size: .8125rem; color: var(--soft); border-bottom-color: var(--strong);
  vertical-align: bottom; }
.passed, .warned, .failed { font-weight: 600; white-space: nowrap; }
.passed { color: var(--good); }
.warned { color: var(--fair); }
.failed { color: var(--bad); }
.ink th:nth-child(n+2):nth-child(-n+6), .ink td:nth-child(-n+6), .links th:nth-child(2),
.links td:nth-child(2), .contrast th:nth-child(2), .contrast td:nth-child(2),
.contrast th:nth-child(4), .contrast td:nth-child(4) { text-align: right; }
.ink th, .ink td { padding-top: .2rem; padding-bottom: .2rem; }
.ink th, .ink td:nth-child(-n+6) { width: 4.5rem; }
.ink td:last-child { white-space: nowrap; padding-left: 1.5rem; }
.ink thead th:last-child { width: auto; padding-left: 1.5rem; }
.ink td span { display: inline-block; min-width: 6em; }
.ink svg { display: inline-block; width: calc(100% - 7em); height: .5rem; }
.ink rect.cyan { fill: var(--cyan); }
.ink rect.magenta { fill: var(--magenta); }
.ink rect.yellow { fill: var(--yellow); }
.ink rect.black { fill: var(--black); }
.pair { width: 2.5rem; height: 1.5rem; margin-right: .5rem; vertical-align: middle;
  border: 1px solid var(--rule); }
.links tbody th { overflow-wrap: anywhere; }
.links td { white-space: nowrap; }

/* The checksums. */
.sum span { padding-right: .65em; }
.sum span:last-child { padding-right: 0; }
.sums > div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 0 1.25rem;
  padding: .2rem 0; align-items: baseline; }
.sums dt { font-size: .8125rem; color: var(--soft); font-variant-numeric: lining-nums; }
.files > div { padding: .8rem 0; border-bottom: 1px solid var(--rule); }
.files dt { font-size: .9375rem; font-weight: 600; overflow-wrap: anywhere; }
.files .about { font-size: .875rem; color: var(--soft); }
.files .about code { margin-right: 1em; }
.files { margin-top: 1rem; }
footer { margin-top: clamp(2.75rem, 6vw, 4.5rem); padding-top: 1rem; font-size: .8125rem;
  color: var(--soft); border-top: 1px solid var(--strong); }

@media (max-width: 44rem) {
  .entry { grid-template-columns: minmax(0, 1fr) auto; }
  .call { grid-column: 1; }
  .title { grid-column: 1 / -1; grid-row: 2; }
  .cover { grid-column: 2; grid-row: 1; max-width: 5.5rem; max-height: 8rem; }
  .particulars > div, .sums > div { grid-template-columns: minmax(0, 1fr); padding: .3rem 0; }
  .particulars dt { line-height: 1.5; }
  .sheet { grid-template-columns: repeat(auto-fill, minmax(5.5rem, 1fr)); gap: 1.1rem .9rem; }
  .summary { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; }
  .ways { grid-template-columns: minmax(0, 1fr); }
  th, td { padding-right: .6rem; }
  .ink, .ink thead th { font-size: .75rem; }
  .ink th, .ink td { padding-right: .35rem; }
  .ink th, .ink td:nth-child(-n+6) { width: auto; }
  .ink thead th:last-child, .ink td:last-child { white-space: normal; padding-left: .35rem; }
  .ink td span { min-width: 0; }
  .ink svg, .pair { display: none; }
}

@media (min-width: 44rem) and (max-width: 62rem) {
  .summary { grid-template-columns: repeat(3, auto); }
}

@page { size: A4; margin: 18mm 20mm; }
@media print {
  html { font-size: 9pt; }
  body { max-width: none; padding: 0; background: none; }
  nav, footer { display: none; }
  code, pre { font-size: 7.25pt; }
  section { margin-top: 10mm; }
  h2, h3, .told { break-after: avoid; }
  tr, figure, pre, .told, .none, .checks, .fonts, .contrast, .sums, .files > div, .sums > div,
  .summary { break-inside: avoid; }
  .card { padding: 8mm; }
  .sheet { grid-template-columns: repeat(6, 1fr); gap: 5mm 4mm; }
  .summary { grid-template-columns: repeat(6, auto); gap: 4mm; }
  a { color: inherit; text-decoration: none; }
  svg, img { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
