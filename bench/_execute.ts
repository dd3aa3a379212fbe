/** `deno run -A bench/_execute.ts NOTEBOOK`: executes a notebook, and writes the outputs of its cells as JSON. */
import { executeNotebook, readNotebook } from "../src/notebook/mod.ts";

const [path = ""] = Deno.args;
const { cells, failure } = await executeNotebook(await readNotebook(path), {
  dir: path.replace(/\/[^/]*$/, ""),
});
const shown = cells.map(({ outputs }) => outputs);
await Deno.stdout.write(
  new TextEncoder().encode(JSON.stringify({ shown, failure })),
);
Deno.exit(failure ? 1 : 0);
