/** The frame of a page: one file that loads nothing and runs one script, known by its hash. */
import { escapeHtml } from "../text/escape.ts";
import { SCRIPT, scriptHash } from "./script.ts";
import { STYLE } from "./style.ts";

export interface PageParts {
  /** As text. */
  readonly title: string;
  /** What the bar above the page holds, as HTML. */
  readonly bar: string;
  /** The table of contents, as HTML; empty for none. */
  readonly contents: string;
  /** The inside of `<main>`, as HTML. */
  readonly main: string;
  /** The inside of the page's footer, as HTML; empty for none. */
  readonly footer: string;
  /** CSS beside the shared style sheet. */
  readonly css: string;
}

/** A whole HTML document. */
export function renderPage(
  { title, bar, contents, main, footer, css }: PageParts,
): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; " +
    `img-src data:; script-src ${scriptHash()}; base-uri 'none'; ` +
    "form-action 'none'";
  const layout = contents === "" ? "layout" : "layout with-contents";
  const lines = [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="generator" content="Loadline">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>\n${
      [STYLE, css].filter((part) => part !== "").join("\n")
    }\n</style>`,
    "</head>",
    "<body>",
    '<a class="skip" href="#main">Skip to the report</a>',
    `<header class="bar">${bar}<button type="button" id="theme" hidden>Theme</button></header>`,
    `<div class="${layout}">`,
    contents,
    "<div>",
    '<main id="main" tabindex="-1">',
    main,
    "</main>",
    footer === "" ? "" : `<footer class="provenance">\n${footer}\n</footer>`,
    "</div>",
    "</div>",
    `<script>${SCRIPT}</script>`,
    "</body>",
    "</html>",
  ];
  return `${lines.filter((line) => line !== "").join("\n")}\n`;
}
