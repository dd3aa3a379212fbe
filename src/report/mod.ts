/**
 * Renders an executed notebook as a report for version control.
 *
 * In: an `Execution` and its provenance. Out: Markdown with its figures, one self-contained HTML file, and an index of
 * all reports. Cell outputs are untrusted: they are escaped or rewritten from an allow-list. Rendering is
 * deterministic.
 *
 * 1. `table.ts`       makes tables for cells (`render_table.ts`, `run_record_table.ts`); `compose.ts` prose
 * 2. `normalise.ts`   makes a `Report` of an execution and its `provenance.ts`
 * 3. `blocks.ts`      lists its content, in order and numbered; `displays.ts` picks the form of each output
 * 4. `markdown.ts`    renders blocks as Markdown (`plain_markdown.ts`)
 * 5. `html.ts`        renders blocks as HTML (`html_blocks.ts`, `prose.ts`, `highlight.ts`, `clean_svg.ts`,
 *                     `clean_html.ts`) in the frame of `page.ts` (`style.ts`, `script.ts`)
 * 6. `index_page.ts`  renders the list of reports
 *
 * `rows.ts` prints the result of a query.
 */
export * from "./text/escape.ts";
export * from "./text/slug.ts";
export * from "./document/compose.ts";
export * from "./table/column.ts";
export * from "./table/table.ts";
export * from "./table/table_data.ts";
export * from "./table/run_record_table.ts";
export * from "./table/render_table.ts";
export * from "./table/rows.ts";
export * from "./document/displays.ts";
export * from "./document/provenance.ts";
export * from "./document/normalise.ts";
export * from "./markdown.ts";
export * from "./html/html.ts";
export * from "./html/index_page.ts";
