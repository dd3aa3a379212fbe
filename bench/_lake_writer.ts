/**
 * `deno run -A bench/_lake_writer.ts DATA LAKE`: prints `ready`, loads the records once a line comes in, and prints the
 * number of parts.
 */
// deno-lint-ignore-file no-console -- a script prints
import { loadStore } from "../src/store/mod.ts";

const [data = "", lake = ""] = Deno.args;
console.log("ready");
for await (const _ of Deno.stdin.readable) break;
const { loaded } = await loadStore(data, lake);
console.log(loaded);
