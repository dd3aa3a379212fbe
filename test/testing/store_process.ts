/**
 * Uses a store from another process. Arguments: `load`, `read`, `write` or `change`, the folder of records, and the
 * store.
 *
 * All but `load` keep the store open until their input ends. `read` prints the runs for each line of input; `write`
 * only opens the store for writing, and `change` also commits a table.
 */
// deno-lint-ignore-file no-console -- it prints
import { DuckDBInstance } from "@duckdb/node-api";
import { loadStore, Store } from "../../src/store/mod.ts";

const [command, data = "", path = ""] = Deno.args;

if (command === "load") {
  console.log(JSON.stringify(await loadStore(data, path)));
} else if (command === "read") {
  using store = await Store.open(path);
  for await (const _ of Deno.stdin.readable) {
    const { rows } = await store.rows(
      "SELECT run_id, (SELECT count(*) FROM operations o WHERE o.run_id = r.run_id) AS operations " +
        "FROM runs r ORDER BY run_id",
    );
    console.log(JSON.stringify(rows));
  }
} else {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  // The commit stays in the WAL beside the file for now.
  if (command === "change") {
    await connection.run("CREATE TABLE scratch (one INT)");
  }
  console.log("open");
  for await (const _ of Deno.stdin.readable);
  Deno.exit(0);
}
