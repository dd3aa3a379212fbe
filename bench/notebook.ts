/** Benchmarks executing a notebook in a process against nbconvert on the same kernel: duration and complete outputs. */
import { installKernelspec } from "../src/notebook/mod.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  factRow,
  output,
  ratioRow,
  type Row,
  timed,
} from "./_measure.ts";
import { isComplete, toNotebook } from "./_notebooks.ts";

const PRINTS = 5;
const MANY_PRINTS = 100;
const OUR_RUNS = 20;
const PEER_RUNS = 5;
const script = decodeURIComponent(
  new URL("./_execute.ts", import.meta.url).pathname,
);

export const notebook: Benchmark = {
  name: "notebook",
  title: "a notebook of 10 cells executed",
  needs: [{
    probe: ["jupyter", "nbconvert", "--version"],
    package: "jupyter-nbconvert",
  }],
  run,
};

async function run({ runs, folder, log }: Context): Promise<Row[]> {
  await installKernelspec({ prefix: folder });
  const few = `${folder}/few.ipynb`;
  const many = `${folder}/many.ipynb`;
  await Deno.writeTextFile(few, toNotebook(PRINTS));
  await Deno.writeTextFile(many, toNotebook(MANY_PRINTS));
  const seconds = await alternate(
    () => timed(() => execute(few)),
    () => timed(() => nbconvert(few, folder)),
    { runs, log },
  );
  let [ours, peer] = [0, 0];
  for (let turn = 0; turn < OUR_RUNS; turn++) {
    if (isComplete(await execute(many), MANY_PRINTS)) ours++;
    if (
      turn < PEER_RUNS && isComplete(await nbconvert(many, folder), MANY_PRINTS)
    ) peer++;
    log(`complete: ${ours} of ${turn + 1}, peer ${peer}`);
  }
  return [
    ratioRow("execute 10 cells (nbconvert)", seconds, 0.4),
    factRow("complete runs of 10 cells x 100 prints", {
      ours: `${ours} of ${OUR_RUNS}`,
      peer: `${peer} of ${PEER_RUNS}`,
      goal: "all",
      met: ours === OUR_RUNS,
    }),
  ];
}

/** Returns the outputs of each cell by our executor. */
async function execute(path: string): Promise<unknown[]> {
  return JSON.parse(await output([Deno.execPath(), "run", "-A", script, path]))
    .shown;
}

/** Returns the outputs of each cell by nbconvert, which finds our kernel by the spec in `folder`. */
async function nbconvert(path: string, folder: string): Promise<unknown[]> {
  await output(
    [
      "jupyter",
      "nbconvert",
      "--to",
      "notebook",
      "--execute",
      "--output",
      "executed.ipynb",
      "--output-dir",
      folder,
      path,
    ],
    { JUPYTER_PATH: `${folder}/share/jupyter` },
  );
  const { cells } = JSON.parse(
    await Deno.readTextFile(`${folder}/executed.ipynb`),
  ) as { cells: { outputs: unknown[] }[] };
  return cells.map(({ outputs }) => outputs.map(joinText));
}

/** Joins text, which nbformat stores as a list of lines or in pieces. */
function joinText(output: unknown): unknown {
  const { text } = output as { text?: string | string[] };
  return Array.isArray(text)
    ? { ...output as object, text: text.join("") }
    : output;
}
