/** Renders the frame of a page: one file that loads nothing and runs one script, allowed by its hash. */
import { escapeHtml } from "../text/escape.ts";
import { SCRIPT, scriptHash } from "./script.ts";
import { STYLE } from "./style.ts";

export interface PageParts {
  /** Text. */
  readonly title: string;
  /** Content of the bar above the page, as HTML. */
  readonly bar: string;
  /** Table of contents, as HTML; empty for none. */
  readonly contents: string;
  /** Content of `<main>`, as HTML. */
  readonly main: string;
  /** Content of the page's footer, as HTML; empty for none. */
  readonly footer: string;
  /** CSS in addition to the shared style sheet. */
  readonly css: string;
}

/** Renders a complete HTML document. */
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
