/**
 * Another user of a store, as a process: `load`, `read`, `write` or `change`, then the folder of records and the store.
 *
 * All but a load keep the store open until their input ends. A reader answers each line of input with what it sees; a writer
 * does nothing, and one that changes has committed a table.
 */
import { DuckDBInstance } from "@duckdb/node-api";
import { loadStore, Store } from "../../src/store/mod.ts";

const [what, data = "", path = ""] = Deno.args;

if (what === "load") {
  console.log(JSON.stringify(await loadStore(data, path)));
} else if (what === "read") {
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
  // What is committed stays in the log beside the file for now.
  if (what === "change") await connection.run("CREATE TABLE scratch (one INT)");
  console.log("open");
  for await (const _ of Deno.stdin.readable);
  Deno.exit(0);
}
