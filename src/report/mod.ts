/**
 * Reports, floor 2: an executed notebook as text under version control.
 *
 * In: an `Execution` and its provenance. Out: Markdown with its figures, one self-contained HTML file, and an index of
 * all reports. Everything that a cell shows is untrusted and escaped or written anew; the same input gives the same bytes.
 *
 * 1. `table.ts`       rows into a table a cell can show (`render_table.ts`, `run_record_table.ts`)
 *                     `compose.ts`, prose with figures in it
 * 2. `normalise.ts`   execution and `provenance.ts` into a `Report`
 * 3. `blocks.ts`      what it shows, in order and numbered; `displays.ts` picks the form of each output
 * 4. `markdown.ts`    blocks as Markdown (`plain_markdown.ts`)
 * 5. `html.ts`        blocks as HTML (`html_blocks.ts`, `prose.ts`, `highlight.ts`, `clean_svg.ts`, `clean_html.ts`) in the
 *                     frame of `page.ts` (`style.ts`, `script.ts`)
 * 6. `index_page.ts`  the list of reports
 *
 * `rows.ts` prints what a query gives.
 */
export * from "./text/escape.ts";
export * from "./text/slug.ts";
export * from "./document/compose.ts";
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
