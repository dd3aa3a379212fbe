/** The files of the live page: HTML, style sheet and scripts, which show what the stream tells. */
import { createHash } from "node:crypto";
import { meaningStyle } from "../figures/drawing/meaning.ts";
import {
  palette,
  type SeriesStyle,
  seriesStyle,
} from "../figures/drawing/palette.ts";
import { STYLE } from "../report/html/style.ts";
import theme from "../report/html/page_script/theme.js" with { type: "text" };
import bands from "./page/bands.js" with { type: "text" };
import cells from "./page/cells.js" with { type: "text" };
import chart from "./page/chart.js" with { type: "text" };
import figureList from "./page/figure_list.js" with { type: "text" };
import frame from "./page/frame.js" with { type: "text" };
import scales from "./page/scales.js" with { type: "text" };
import start from "./page/start.js" with { type: "text" };
import svg from "./page/svg.js" with { type: "text" };
import figures from "./page/figures.js" with { type: "text" };
import css from "./page/live.css" with { type: "text" };
import html from "./page/live.html" with { type: "text" };
import live from "./page/live.js" with { type: "text" };
import meaningsScript from "./page/meanings.js" with { type: "text" };
import text from "./page/text.js" with { type: "text" };
import views from "./page/views.js" with { type: "text" };

/** Meanings of the series of its figures. */
const meanings = ["ok", "late", "failed", "p50", "p95", "p99", "max"] as const;

/** Styles of the figures of the reports, for the scripts of the page. */
const styles = {
  meanings: Object.fromEntries(
    meanings.map((meaning) => [meaning, toStyle(meaningStyle(meaning))]),
  ),
  series: Array.from({ length: 24 }, (_, i) => toStyle(seriesStyle(i))),
};

function toStyle({ colour, dash, fill }: SeriesStyle) {
  return { colour, dash: dash ?? "", fill };
}

export const LIVE_PAGE: string = html.replace(
  '<script type="application/json" id="styles"></script>',
  `<script type="application/json" id="styles">${
    JSON.stringify(styles)
  }</script>`,
)
  // In the page, so that it is there whatever does not arrive.
  .replace("<script></script>", `<script>\n${start}</script>`);

/** Source of the script in the page, for its policy. */
export const START_SOURCE: string = `'sha256-${
  createHash("sha256").update(`\n${start}`).digest("base64")
}'`;

/** Scripts by their path. */
export const LIVE_SCRIPTS: ReadonlyMap<string, string> = new Map([
  ["/bands.js", bands],
  ["/cells.js", cells],
  ["/chart.js", chart],
  ["/figure_list.js", figureList],
  ["/frame.js", frame],
  ["/scales.js", scales],
  ["/svg.js", svg],
  ["/figures.js", figures],
  ["/live.js", live],
  ["/meanings.js", meaningsScript],
  ["/text.js", text],
  ["/report/html/page_script/theme.js", theme],
  ["/views.js", views],
]);

/** Style of the reports, the colours of their figures, and what only the live page has. */
export const LIVE_CSS: string = [
  STYLE,
  `:root {\n${
    Object.entries(palette)
      .filter(([name]) => name === "muted" || /^c\d$/.test(name))
      .map(([name, [light, dark]]) =>
        `  --${name}: light-dark(${light}, ${dark});`
      ).join("\n")
  }\n}`,
  css,
].join("\n");
