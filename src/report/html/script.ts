/** Script of a page: tables to sort and filter, figures that answer the pointer, the choice of theme, print. */
import { createHash } from "node:crypto";
import axis from "./page_script/axis.js" with { type: "text" };
import csv from "./page_script/csv.js" with { type: "text" };
import figureCells from "./page_script/figure_cells.js" with { type: "text" };
import figureData from "./page_script/figure_data.js" with { type: "text" };
import figureKeys from "./page_script/figure_keys.js" with { type: "text" };
import figureLegend from "./page_script/figure_legend.js" with { type: "text" };
import figurePointer from "./page_script/figure_pointer.js" with {
  type: "text",
};
import figureReader from "./page_script/figure_reader.js" with { type: "text" };
import figureValues from "./page_script/figure_values.js" with { type: "text" };
import figureZoom from "./page_script/figure_zoom.js" with { type: "text" };
import figureZooms from "./page_script/figure_zooms.js" with { type: "text" };
import figures from "./page_script/figures.js" with { type: "text" };
import main from "./page_script/main.js" with { type: "text" };
import panels from "./page_script/panels.js" with { type: "text" };
import print from "./page_script/print.js" with { type: "text" };
import shapes from "./page_script/shapes.js" with { type: "text" };
import tableTools from "./page_script/table_tools.js" with { type: "text" };
import tables from "./page_script/tables.js" with { type: "text" };
import theme from "./page_script/theme.js" with { type: "text" };
import tools from "./page_script/tools.js" with { type: "text" };

/** Modules in order of their imports: constants must be set before `main` runs. */
const modules = [
  ...[csv, tools, theme, tables, tableTools],
  ...[
    shapes,
    axis,
    panels,
    figureData,
    figureCells,
    figureValues,
    figureReader,
  ],
  ...[figureZoom, figureZooms, figureLegend, figurePointer, figureKeys],
  ...[figures, print, main],
];

/** Text of the script; it reads only the page and the stored theme. */
export const SCRIPT = `(() => {\n"use strict";\n${
  modules.map(withoutModuleSyntax).join("\n")
}})();`;

/** Removes imports and the word `export`: a page opened from a file cannot load modules. Comments stay in the source. */
function withoutModuleSyntax(text: string): string {
  return text.replace(/^import [^;]*;\n/gm, "").replace(/^export /gm, "")
    .replace(/^ *(?:\/\/.*|\/\*\*.*\*\/)\n/gm, "")
    .replace(/^\/\*\*\n(?: \*.*\n)+/gm, "");
}

/** Returns the source expression of the script for a Content-Security-Policy. */
export function scriptHash(): string {
  return `'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`;
}
