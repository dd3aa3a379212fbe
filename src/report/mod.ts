/**
 * Renders an executed notebook as a report for version control.
 *
 * In: an `Execution` and its provenance. Out: Markdown with its figures, one self-contained HTML file, and an index of
 * all reports. Cell outputs are untrusted: they are escaped or rewritten from an allow-list. Rendering is deterministic.
 *
 * 1. `cells.ts`                       what cells are made of: tables, prose; rows of a query as text
 * 2. `document/`                      an execution as a `Report`, and its content as numbered blocks
 * 3. `markdown/`, `html/`             blocks as Markdown and as HTML, and the index
 * 4. `text/`                          escaping, names of files
 *
 * @module
 */
export * from "./cells.ts";
export * from "./document/displays.ts";
export * from "./document/provenance.ts";
export * from "./document/normalise.ts";
export * from "./markdown/markdown.ts";
export * from "./markdown/readme.ts";
export * from "./html/html.ts";
export * from "./html/index_page.ts";
