/** Script of a page: sortable tables, figures that answer the pointer, the choice of theme. */
import { createHash } from "node:crypto";
import main from "./page_script/main.js" with { type: "text" };
import tables from "./page_script/tables.js" with { type: "text" };
import theme from "./page_script/theme.js" with { type: "text" };

/** Modules in order of their imports, so that each finds what it needs when they are one script. */
const modules = [theme, tables, main];

/** Text of the script; it reads only the page and the stored theme. */
export const SCRIPT = `(() => {\n"use strict";\n${
  modules.map(withoutModuleSyntax).join("\n")
}})();`;

/** Removes imports and the word `export`: a page opened from a file cannot load modules. */
function withoutModuleSyntax(text: string): string {
  return text.replace(/^import [^;]*;\n/gm, "").replace(/^export /gm, "");
}

/** Returns the source expression of the script for a Content-Security-Policy. */
export function scriptHash(): string {
  return `'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`;
}
