/**
 * What every notebook needs: its parameters, the store with the records, tables and prose for cells.
 *
 * A notebook opens the store once, in its first cells, and names the experiments that it reads. A cell shows its last
 * expression: a table, a figure, or Markdown.
 *
 * @module
 */
export { parameters } from "../notebook/parameters.ts";
// Single files: the others of `publish` load DuckDB's addon, which a notebook in a report may not.
export { loadDanfo } from "../publish/danfo.ts";
export { openStore } from "../publish/open_store.ts";
export {
  answer,
  bullets,
  column,
  md,
  quoted,
  recordTable,
  table,
} from "../report/cells.ts";
export type { Store } from "../store/store.ts";
