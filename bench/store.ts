/**
 * Benchmarks a store of 10 to 10,000 runs: loading one run more, and asking when there is nothing new. The records are
 * synthetic: runs of a hundred operations, thirty a day. Each is measured beside the same with 10 runs, so a ratio of 1 means
 * that the runs which are there cost nothing. The most runs are then merged into one part, and measured again.
 */
import { mergeRuns } from "../src/store/merge/merge_runs.ts";
import { loadStore, Store } from "../src/store/mod.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  factRow,
  ratioRow,
  type Row,
  timed,
} from "./_measure.ts";
import { writeRun } from "./_runs.ts";

const SIZES = [10, 100, 1000, 10_000];
const OPERATIONS = 100;
/** Files change at a coarse time: younger ones are read again. */
const SETTLED_MS = 2500;

export const storeBench: Benchmark = {
  name: "store",
  title: `one run more beside ${SIZES.join(", ")} runs, and none`,
  needs: [],
  run,
};

async function run(context: Context): Promise<Row[]> {
  const { folder, log } = context;
  const [least = 0, ...sizes] = SIZES;
  const most = sizes.at(-1) ?? least;
  for (const size of SIZES) await makeRecords(dataOf(folder, size), size, log);
  const rows: Row[] = [];
  let written = most;
  for (const size of sizes) {
    const [ours, peer] = [dataOf(folder, size), dataOf(folder, least)];
    const sides = { ours, peer, what: `${size}`, other: `${least}` };
    rows.push(...await measure(context, sides, written));
    written += context.runs;
  }
  const [ours, peer] = [dataOf(folder, most), `${folder}/data-few`];
  const merging = await timed(() => mergeAll(ours));
  const loading = await timed(() => load(ours));
  await settle(ours);
  // Those of the other sizes have more runs by now.
  await makeRecords(peer, least, log);
  const sides = { ours, peer, what: `${most} merged`, other: `${least}` };
  return [
    ...rows,
    factRow(`merge ${most} runs`, { ours: `${merging.toFixed(2)} s` }),
    factRow("load what was merged", { ours: `${loading.toFixed(2)} s` }),
    ...await measure(context, sides, written),
  ];
}

/** Folders of records that are measured beside each other, and how many runs they have. */
interface Sides {
  readonly ours: string;
  readonly peer: string;
  readonly what: string;
  readonly other: string;
}

/** Measures loading one run more, and asking a store that is up to date; `written` runs were written before. */
async function measure(
  { runs, log }: Context,
  { ours, peer, what, other }: Sides,
  written: number,
): Promise<Row[]> {
  const both = (act: (data: string, turn: number) => Promise<number>) =>
    alternate(
      (turn) => act(ours, written + turn),
      (turn) => act(peer, written + turn),
      { runs, log },
    );
  return [
    ratioRow(
      `load one run beside ${what} (beside ${other})`,
      await both(async (data, i) => {
        await writeRun(data, i, OPERATIONS);
        return await timed(() => load(data));
      }),
    ),
    ratioRow(
      `ask a store of ${what} runs that is up to date (of ${other})`,
      await both((data) => timed(() => ask(data))),
    ),
  ];
}

/** Makes one part of all runs. */
async function mergeAll(data: string): Promise<void> {
  await mergeRuns(data, ["bench"], {
    ...{ before_ms: Infinity, keepLast: 0, dryRun: false },
    onProgress: () => {},
    onWait: () => {},
  });
}

const dataOf = (folder: string, size: number) => `${folder}/data-${size}`;

/** Writes and loads runs, and waits until their files have settled. */
async function makeRecords(
  data: string,
  size: number,
  log: (text: string) => void,
): Promise<void> {
  log(`making ${size} runs`);
  for (let i = 0; i < size; i++) await writeRun(data, i, OPERATIONS);
  const seconds = await timed(() => load(data));
  log(`loaded ${size} runs in ${seconds.toFixed(2)} s`);
  await settle(data);
}

/** Waits until files have settled, and loads what is new. */
async function settle(data: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  await load(data);
}

async function load(data: string): Promise<string> {
  return (await loadStore(data, `${data}/store.duckdb`)).path;
}

async function ask(data: string): Promise<void> {
  using store = await Store.open(await load(data));
  await store.rows("SELECT count(*) FROM runs");
}
