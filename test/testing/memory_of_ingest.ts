/** Ingests one file in its own process and prints the peak memory in MiB. Arguments: `FORMAT FILE DATA`. */
// deno-lint-ignore-file no-console -- it prints
import { ingestFiles, toImporter } from "../../src/ingest/mod.ts";

const [format = "", file = "", data = ""] = Deno.args;
/** Returns the peak resident set size in MiB. */
function peak(): number {
  const status = Deno.readTextFileSync("/proc/self/status");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
const { counts } = await ingestFiles(toImporter(format), [file], {
  data,
  experiment: "memory",
  settings: {},
});
console.log(JSON.stringify({ after: peak(), ...counts }));
