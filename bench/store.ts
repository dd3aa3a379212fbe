/**
 * Benchmarks a store of 10 to 10,000 runs: loading one run more, and asking when there is nothing new. The records are
 * synthetic: runs of a hundred operations, thirty a day. Each is measured beside the same with 10 runs, so a ratio of 1 means
 * that the runs which are there cost nothing.
 */
import { loadStore, Store } from "../src/store/mod.ts";
import {
  alternate,
  type Benchmark,
  type Context,
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

async function run({ runs, folder, log }: Context): Promise<Row[]> {
  const [least = 0, ...sizes] = SIZES;
  for (const size of SIZES) await makeRecords(dataOf(folder, size), size, log);
  const rows: Row[] = [];
  for (const size of sizes) {
    const sides = (act: (data: string, turn: number) => Promise<number>) =>
      alternate(
        (turn) => act(dataOf(folder, size), size + turn),
        (turn) => act(dataOf(folder, least), sizes.indexOf(size) * runs + turn),
        { runs, log },
      );
    rows.push(
      ratioRow(
        `load one run beside ${size} (beside ${least})`,
        await sides(async (data, turn) => {
          await writeRun(data, 10_000 + turn, OPERATIONS);
          return await timed(() => load(data));
        }),
      ),
      ratioRow(
        `ask a store of ${size} runs that is up to date (of ${least})`,
        await sides((data) => timed(() => ask(data))),
      ),
    );
  }
  return rows;
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
