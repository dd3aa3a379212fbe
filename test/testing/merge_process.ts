/**
 * Merges the record `kv` in another process, which kills itself. Arguments: the folder of records, and the beginning of what
 * it says when it is killed.
 */
import { mergeRuns } from "../../src/store/merge/merge_runs.ts";
import { mergeAll } from "./merging.ts";

const [data = "", step = ""] = Deno.args;

await mergeRuns(data, ["kv"], {
  ...mergeAll,
  onProgress: (text) => {
    if (text.startsWith(step)) Deno.kill(Deno.pid, "SIGKILL");
  },
});
