/** Queries the store, and prints a table: which experiments have how many runs. Run: deno run -A examples/query_store.ts */
// deno-lint-ignore-file no-console
import { openStore } from "loadline";
import { renderRows } from "loadline/report";

using store = await openStore();
const rows = await store.rows(
  `SELECT experiment, mode, count(*) AS runs
   FROM runs GROUP BY ALL ORDER BY ALL`,
);
console.log(renderRows(rows, "table"));
