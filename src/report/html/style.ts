/** Style sheet of every page: two themes, screens of any width, and print. */

/** CSS text, without the colours of highlighted code. */
export const STYLE = `:root {
  color-scheme: light dark;
  --paper: light-dark(#ffffff, #14171c);
  --shade: light-dark(#f5f6f8, #1c2027);
  --line: light-dark(#d9dde3, #353b45);
  --ink: light-dark(#1b1f24, #e4e7eb);
  --soft: light-dark(#565d68, #a6aeba);
  --link: light-dark(#0b5394, #86b9f0);
  --note: light-dark(#0b5394, #86b9f0);
  --warn: light-dark(#8a5300, #e2b15b);
  --warn-shade: light-dark(#fdf6e7, #2b2517);
  --bad: light-dark(#a31621, #f2969b);
  --bad-shade: light-dark(#fdeff0, #301a1d);
  --measure: 42rem;
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }

*, *::before, *::after { box-sizing: border-box; }
html { font: 100%/1.6 system-ui, sans-serif; scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); }
a { color: var(--link); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: 0.5rem; top: -4rem; padding: 0.5rem 1rem; background: var(--paper); z-index: 1; }
.skip:focus { top: 0.5rem; }

.bar { display: flex; justify-content: space-between; align-items: center; gap: 1rem; max-width: 92rem; margin: 0 auto;
  padding: 0.75rem 1.5rem; font-size: 0.875rem; color: var(--soft); }
.bar button { font: inherit; color: var(--soft); background: none; border: 1px solid var(--line); border-radius: 4px;
  padding: 0.15rem 0.6rem; cursor: pointer; }
.bar button:hover { color: var(--ink); border-color: var(--soft); }

.layout { max-width: 92rem; margin: 0 auto; padding: 0 1.5rem 4rem; }
.layout.with-contents { display: grid; grid-template-columns: 13rem minmax(0, 1fr); column-gap: 2.5rem; }
#contents { position: sticky; top: 1.5rem; align-self: start; max-height: calc(100vh - 3rem); overflow-y: auto;
  font-size: 0.875rem; line-height: 1.4; }
#contents summary { font-weight: 600; color: var(--soft); cursor: pointer; padding: 0.2rem 0; }
#contents ol { list-style: none; margin: 0.4rem 0 0; padding: 0; border-left: 1px solid var(--line); }
#contents li { padding: 0.22rem 0 0.22rem 0.9rem; overflow-wrap: anywhere; }
#contents li.deep { padding-left: 1.8rem; }
#contents a { color: var(--soft); text-decoration: none; }
#contents a:hover { color: var(--link); text-decoration: underline; }

main { min-width: 0; overflow-wrap: break-word; }
main p, main ul, main ol, main dl, main blockquote, .callout, .headline { max-width: var(--measure); }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; text-wrap: balance; max-width: var(--measure); }
h1 { font-size: 2rem; font-weight: 650; letter-spacing: -0.012em; margin: 0.4rem 0 1rem; }
h2 { font-size: 1.375rem; margin: 3rem 0 0.8rem; padding-top: 1rem; border-top: 1px solid var(--line); max-width: none; }
h3 { font-size: 1.125rem; margin: 2.2rem 0 0.6rem; }
h4, h5, h6 { font-size: 1rem; margin: 1.8rem 0 0.5rem; }
p { margin: 0 0 1rem; }
.question { font-size: 1.125rem; color: var(--soft); }
.headline { font-size: 1.125rem; margin: 1.5rem 0; padding: 0.2rem 0 0.2rem 1.1rem; border-left: 4px solid var(--link); }
.headline p { margin: 0.35rem 0; }
.headline .label, .callout-title { font-size: 0.875rem; font-weight: 650; color: var(--note); margin: 0.2rem 0; }
.badge { font-size: 0.875rem; color: var(--warn); background: var(--warn-shade); border-radius: 4px;
  padding: 0.35rem 0.75rem; margin: 0 0 0.5rem; }
.badge b, .strong { font-weight: 650; }
.callout { margin: 1.4rem 0; padding: 0.6rem 1rem; border-left: 4px solid var(--note); background: var(--shade); }
.callout > :last-child { margin-bottom: 0.2rem; }
.callout.warning { border-color: var(--warn); background: var(--warn-shade); }
.callout.warning .callout-title { color: var(--warn); }
.callout.caution { border-color: var(--bad); background: var(--bad-shade); }
.callout.caution .callout-title { color: var(--bad); }
.callout pre { background: none; border: 0; padding: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
blockquote { margin: 1.2rem 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--soft); }
.muted { color: var(--soft); font-size: 0.9375rem; }

code, pre { font-family: ui-monospace, "SFMono-Regular", Consolas, "Liberation Mono", monospace; font-size: 0.8125rem; }
code { background: var(--shade); border-radius: 3px; padding: 0.1em 0.3em; overflow-wrap: anywhere; }
pre { margin: 0.5rem 0 1.2rem; padding: 0.8rem 1rem; background: var(--shade); border: 1px solid var(--line);
  border-radius: 4px; overflow-x: auto; line-height: 1.5; tab-size: 2; }
pre code { background: none; padding: 0; font-size: inherit; overflow-wrap: normal; }
.stream { color: var(--soft); max-height: 24rem; overflow: auto; }
.stderr { border-left: 4px solid var(--warn); }
.stream-name { font-size: 0.8125rem; color: var(--warn); margin: 0.8rem 0 0; }
.code { margin: 0.6rem 0; font-size: 0.8125rem; }
.code summary { color: var(--soft); cursor: pointer; width: fit-content; }
.code summary:hover { color: var(--ink); }

.table { margin: 1.6rem 0; overflow-x: auto; container-type: inline-size; max-width: 100%; }
table { border-collapse: collapse; font-size: 0.875rem; line-height: 1.4; font-variant-numeric: tabular-nums;
  border-bottom: 1px solid var(--soft); }
caption { text-align: left; caption-side: top; padding-bottom: 0.6rem; color: var(--soft); }
caption span { position: sticky; left: 0; display: inline-block; max-width: min(100cqw, var(--measure)); }
caption b, figcaption b { color: var(--ink); font-weight: 650; }
th, td { padding: 0.36rem 0.65rem; text-align: left; vertical-align: top; }
th:first-child, td:first-child { padding-left: 0.3rem; }
th { font-weight: 600; vertical-align: bottom; border-top: 1px solid var(--soft); border-bottom: 1px solid var(--soft); }
td { border-bottom: 1px solid var(--line); white-space: nowrap; }
td.long { white-space: normal; min-width: 14rem; max-width: 30rem; }
tbody tr:hover { background: var(--shade); }
.right { text-align: right; }
.center { text-align: center; }
td small, td s { color: var(--soft); }
th button { font: inherit; color: inherit; text-align: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
th button::after { content: "\\2195"; color: var(--soft); opacity: 0.55; padding-left: 0.3em; font-weight: 400; }
th[aria-sort] button::after { color: var(--link); opacity: 1; }
th[aria-sort="ascending"] button::after { content: "\\2191"; }
th[aria-sort="descending"] button::after { content: "\\2193"; }

figure { margin: 1.8rem 0; }
.drawing { overflow-x: auto; color: var(--ink); }
.drawing svg, .drawing img { display: block; max-width: 100%; height: auto; }
figcaption { margin-top: 0.5rem; font-size: 0.875rem; color: var(--soft); max-width: var(--measure); }

.provenance { font-size: 0.875rem; color: var(--soft); }
.reports { list-style: none; padding: 0; max-width: 48rem; }
.reports li { padding: 1.3rem 0; border-top: 1px solid var(--line); }
.reports h2 { border: 0; padding: 0; margin: 0 0 0.3rem; font-size: 1.1875rem; }
.reports p { margin: 0.3rem 0; }
.failed { color: var(--bad); font-weight: 650; }

@media (max-width: 64rem) {
  .layout.with-contents { display: block; }
  #contents { position: static; max-height: none; margin-bottom: 1rem; padding: 0.4rem 0.8rem; border: 1px solid var(--line);
    border-radius: 4px; }
}
@media (max-width: 40rem) {
  .bar, .layout { padding-left: 1rem; padding-right: 1rem; }
  h1 { font-size: 1.625rem; }
  .drawing svg { min-width: 30rem; }
}
@media print {
  :root { color-scheme: light; --measure: none; }
  html { font-size: 85%; }
  .bar, .skip, #contents, details.code:not([open]) { display: none; }
  .layout.with-contents { display: block; padding: 0; }
  .table, .drawing, pre { overflow: visible; }
  pre { white-space: pre-wrap; }
  figure, tr, .callout { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  th button::after { content: ""; }
  a { color: inherit; }
}`;
