#!/bin/sh
# A designer makes a brand from layouts/README.md and fonts/README.md alone: commands, CSS and Jinja2 blocks, mistakes
# among them. Bosporus is the strait between two shores, when the Judas trees are in flower.
set -eu
brand=layouts/bosporus
told=$(mktemp)
trap 'rm -f "$told"' EXIT

# What I got wrong: the command must fail, and its words must tell me this much.
mistake() {
	words=$1
	shift
	if "$@" >"$told" 2>&1; then echo "this was let through: $*"; exit 1; fi
	grep -qF -- "$words" "$told" || { echo "I was not told: $words"; cat "$told"; exit 1; }
}
# "Take a line out of its comment and change it."
token() { sed -i "s|/\* --$1: .* \*/|--$1: $2;|" $brand/tokens.css; }

# Begin a brand.
make layout NAME=bosporus FROM=base

# fonts/README.md, "Add a family": titles want a light serif, which the house's own Source Serif does not have. I drop the
# foundry's files into the brand's folder, and forget the licence.
foundry=$(echo .venv/lib/*/site-packages/font_source_serif_pro/files)
mkdir -p $brand/fonts/source-serif-pro
for face in Light Regular It Semibold SemiboldIt; do
	cp "$foundry/SourceSerifPro-$face.ttf" $brand/fonts/source-serif-pro/
done
mistake "no licence in" make font NAME=source-serif-pro LAYOUT=bosporus
cp "$foundry/LICENSE.txt" $brand/fonts/source-serif-pro/
make font NAME=source-serif-pro LAYOUT=bosporus

# "Tokens first": a tall page, one column, a wide outer margin for the running head.
token page-width 170mm
token page-height 240mm
token margin-inner 20mm
token margin-outer 45mm
token margin-top 64pt
token margin-bottom 76pt
token columns 1
token label-width 26mm
token margin-cover 15mm
token size-title 26pt
token size-subtitle 11.5pt
token size-heading 12.5pt
token size-reference 8.5pt
token leading-reference 12pt
token size-cover-title 35pt
token leading-cover-title 38pt
token size-cover-subtitle 14pt
token leading-cover-subtitle 19pt
token size-cover-series 12pt
token size-cover-authors 13pt
token size-cover-small 8.5pt
token font-abstract 'var(--font-text)'
token weight-title 300
token weight-heading 400
token tracking-title -.01em
token ink '#2a1a24; --ink-press: device-cmyk(0 0 0 1); --ink-dark: #efe6ea'
token ink-soft '#6b5a64; --ink-soft-press: device-cmyk(0 0 0 .7); --ink-soft-dark: #b9a8b1'
token accent '#d65f9e; --accent-press: device-cmyk(.1 .75 .05 0); --accent-dark: #f29ac6'
token rule '#c9b8bf; --rule-press: device-cmyk(0 0 0 .28); --rule-dark: #5a4652'
token tint '#f7eeee; --tint-press: device-cmyk(0 .05 .03 .02); --tint-dark: #2e2029'
token cover-ground '#f5ece3; --cover-ground-press: device-cmyk(.02 .06 .1 0)'
token cover-ink '#2a1a24; --cover-ink-press: device-cmyk(0 0 0 1)'
token paper '#ffffff; --paper-press: device-cmyk(0 0 0 0); --paper-dark: #1d141b'
# A colour of the brand's own, the water. Its inks I forget.
sed -i 's|^}|  --water: #3b1434;\n}|' $brand/tokens.css

# "How a layout is put together": fonts are named in layout.yml, and stand in place of those of base.
cat >$brand/layout.yml <<'YAML'
extends: base
fonts: [source-serif-pro, source-sans-pro]
stylesheets:
  pdf: [css/page.css]
  epub: [css/epub.css]
  web: [css/epub.css, css/web.css]
YAML
mkdir -p $brand/labels $brand/assets
echo 'contents: In this issue' >$brand/labels/en.yml
echo 'contents: Bu sayıda' >$brand/labels/tr.yml

# "Pictures": drawn in the brand's own colours, as large as the page with its bleed.
cat >$brand/assets/strait.svg <<'SVG'
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 176 246" width="176" height="246">
  <title>A strait between two shores</title>
  <path d="M 160 -8 C 158 30 124 42 128 74 S 154 112 138 144 S 102 172 110 202 S 100 238 92 256 H 186 V -8 Z" fill="var(--accent, #a3246b)"/>
  <g fill="none" stroke-linejoin="round">
    <path d="M 160 -8 C 158 30 124 42 128 74 S 154 112 138 144 S 102 172 110 202 S 100 238 92 256" stroke="var(--water, #3b1434)" stroke-width="19"/>
    <path d="M 160 -8 C 158 30 124 42 128 74 S 154 112 138 144 S 102 172 110 202 S 100 238 92 256" stroke="var(--accent, #a3246b)" stroke-width="9.4"/>
    <path d="M 160 -8 C 158 30 124 42 128 74 S 154 112 138 144 S 102 172 110 202 S 100 238 92 256" stroke="var(--water, #3b1434)" stroke-width="8.6"/>
  </g>
</svg>
SVG

# "Then the cover", and the other templates: only the blocks that differ.
cat >$brand/templates/cover.html <<'HTML'
{% extends "base/cover.html" %}
{% block nubmer %}
<p class="cover-number">{{ publication.number }}</p>
{% endblock %}
HTML
cat >$brand/templates/masthead.html <<'HTML'
{% extends "base/masthead.html" %}
{% block series %}
<p class="series"><span class="number">{{ publication.number }}</span> {{ publication.series.title }}</p>
{% endblock %}
HTML
cat >$brand/templates/contact.html <<'HTML'
{% extends "base/contact.html" %}
{% block heading %}
<p class="house">{{ publisher.imprint }}</p>
{% endblock %}
HTML

# "Then what is left, in css/". A box that reaches the edge goes on by --bleed.
cat >$brand/css/page.css <<'CSS'
/* The cover: the title on one shore, the number on the other. */
@page cover {
  background: var(--cover-ground) url("assets/strait.svg") calc(-1 * var(--bleed)) calc(-1 * var(--bleed)) / calc(var(--page-width) + 2 * var(--bleed)) auto no-repeat;
}
.cover-publisher { font: 600 15pt/18pt var(--font-display); letter-spacing: .08em; color: var(--accent); }
.cover-names { width: 74mm; padding-top: 2mm; }
.cover-names p { font: var(--size-cover-small)/12pt var(--font-display); }
.cover-series { position: absolute; top: 60mm; margin-top: 0; }
.cover .series { font-weight: 600; color: var(--accent); }
.cover-titles { position: absolute; top: 66mm; left: 0; width: 94mm; }
.cover-title { padding: 0 0 5mm; }
.cover .cover-series .cover-number { position: absolute; left: 106mm; top: 134mm; background: var(--accent); color: var(--cover-ground); font: 300 84pt/1 var(--font-title); font-variant-numeric: lining-nums; }
.cover-authors { font-weight: 600; }

/* Running head and folio stand in the outer margin, beside the first line and the last. */
@page {
  @top-left { content: none } @top-right { content: none } @bottom-right { content: none }
}
@page :right {
  @right-top { content: string(section); padding: 0 8mm 0 6mm; vertical-align: top; text-align: left; font: italic var(--size-small)/var(--leading) var(--font-text); color: var(--ink-soft); }
  @right-bottom { content: counter(page); padding: 0 0 0 6mm; vertical-align: bottom; text-align: left; font: 300 var(--size-heading)/var(--leading) var(--font-title); color: var(--acent); }
}
@page :left {
  @left-top { content: string(publication); padding: 0 6mm 0 8mm; vertical-align: top; text-align: right; font: italic var(--size-small)/var(--leading) var(--font-text); color: var(--ink-soft); }
  @left-bottom { content: counter(page); padding: 0 6mm 0 0; vertical-align: bottom; text-align: right; font: 300 var(--size-heading)/var(--leading) var(--font-title); color: var(--accent); }
}
@page cover { @right-top { content: none } @right-bottom { content: none } }

/* The opening: its number hangs in the outer margin. */
.masthead { position: relative; }
.masthead .number { position: absolute; left: calc(var(--measure) + 6mm); top: var(--leading); font: 300 48pt/54pt var(--font-title); font-variant-numeric: lining-nums; }
.abstract { border-top: 1.5pt solid var(--accent); padding-top: calc(var(--leading) - 1.5pt); font-style: italic; }
.abstract em, .abstract i { font-style: normal; }
.section > h2 { font-family: var(--font-title); font-style: italic; }
.pull-quote p { font-style: italic; }

/* References follow the text. */
.references { break-before: auto; margin-top: calc(3 * var(--leading)); }
.references h2 { font: italic var(--weight-heading) var(--size-heading)/var(--leading) var(--font-title); color: var(--accent); }

/* The back: the house stands in the water, to the edges of the sheet. */
@page back {
  margin: var(--margin-top) 32.5mm 0;
  @right-top { content: none } @right-bottom { content: none } @left-top { content: none } @left-bottom { content: none }
}
.about, .colophon { page: back; }
.contact {
  position: absolute; left: calc(-32.5mm - var(--bleed)); bottom: calc(-1 * var(--bleed));
  width: calc(var(--page-width) + 2 * var(--bleed)); height: calc(58mm + var(--bleed));
  background: var(--water); color: var(--cover-ground);
}
.house { position: absolute; left: calc(32.5mm + var(--bleed)); top: 11mm; font: 300 24pt/27pt var(--font-title); }
.contact .names { position: absolute; left: calc(32.5mm + var(--bleed)); top: 24mm; width: 38mm; }
.contact .names p { font: var(--size-small)/var(--leading-small) var(--font-display); margin-bottom: 2mm; }
.contact dl { position: absolute; left: calc(80mm + var(--bleed)); top: 13mm; width: 76mm; font: var(--size-small)/var(--leading) var(--font-display); }
.contact dt { width: 17mm; }
.contact dd { margin-left: 19mm; }
CSS
cat >$brand/css/epub.css <<'CSS'
/* Both screens: the EPUB, and with web.css the page. */
.masthead { border-top: .2em solid var(--accent); padding-top: 1em; }
.masthead .number { font: 300 3em/1 var(--font-title), serif; font-variant-numeric: lining-nums; margin-right: .15em; }
.abstract p { font-style: italic; }
.section > h2 { font-family: var(--font-title), serif; font-style: italic; }
.pull-quote p { font-style: italic; }
.contact { background: var(--water); color: var(--cover-ground); padding: 1.5em; margin-top: 2em; }
.house { font: 300 2em/1.2 var(--font-title), serif; margin-bottom: .5em; }
CSS
cat >$brand/css/web.css <<'CSS'
.brand { border-bottom: .5rem solid var(--water); box-shadow: 0 .35rem 0 var(--accent); }
.contact { margin-top: 3rem; }
.contact .names p { max-width: 30rem; }
.contact dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.5rem; margin-top: 1.2rem; font: .85rem/1.5 var(--font-display), sans-serif; }
.contact dt { grid-column: 1; margin: 0; }
.contact dd { grid-column: 2; }
.contact a:hover { color: var(--cover-ground); }
CSS

# "A mistake is told before anything is printed, with its file, line and column, and the next step." First the names.
mistake "page.css:21:176: no token '--acent'" make LAYOUT=bosporus
mistake "no block 'nubmer' in 'base/cover.html'" make LAYOUT=bosporus
mistake "did you mean 'number'?" make LAYOUT=bosporus
sed -i 's/--acent/--accent/' $brand/css/page.css
sed -i 's/nubmer/number/' $brand/templates/cover.html
# Then the measures and the inks. The page is narrower than that of base, and so must its back be.
mistake "the measure of the back, 125 mm, does not fit the trim" make LAYOUT=bosporus
mistake "set --water-press: device-cmyk(0 0 0 1)" make LAYOUT=bosporus
token measure-back 'var(--measure)'
sed -i 's|--water: #3b1434;|& --water-press: device-cmyk(.6 .95 .3 .6);|' $brand/tokens.css
# Then the contrasts: the pink of the blossoms is too pale to be read.
mistake "has a contrast of 3.00:1 on the page (p.cover-publisher)" make LAYOUT=bosporus
sed -i 's|#d65f9e; --accent-press: device-cmyk(.1 .75 .05 0)|#a8286f; --accent-press: device-cmyk(.2 .95 .15 .15)|' $brand/tokens.css

# "Every publication in it", and "judged by all the tools that judge the house's own".
make LAYOUT=bosporus
make check LAYOUT=bosporus
