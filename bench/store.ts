/**
 * Benchmarks a store of 10 to 10,000 runs: loading one run more, and asking when there is nothing new. The records are
 * synthetic: runs of a hundred operations, thirty a day. Each is measured beside the same with 10 runs, so a ratio of 1 means
 * that the runs which are there cost nothing.
 */
import { appendRuns, type Operation, PartWriter } from "../src/record/mod.ts";
import { loadStore, Store } from "../src/store/mod.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  ratioRow,
  type Row,
  timed,
} from "./_measure.ts";

const SIZES = [10, 100, 1000, 10_000];
const OPERATIONS = 100;
const RUNS_A_DAY = 30;
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
          await writeRun(data, 10_000 + turn);
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
  for (let i = 0; i < size; i++) await writeRun(data, i);
  const seconds = await timed(() => load(data));
  log(`loaded ${size} runs in ${seconds.toFixed(2)} s`);
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  await load(data);
}

async function writeRun(data: string, i: number): Promise<void> {
  const day = new Date(
    Date.UTC(2026, 0, 1 + Math.floor(i / RUNS_A_DAY), 8, i % RUNS_A_DAY),
  );
  const run_id = `${
    day.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")
  }Z-${i}`;
  const part = `${data}/bench/${run_id}`;
  await using writer = new PartWriter(part, { minCompactRows: Infinity });
  writer.append(
    "operations",
    Array.from({ length: OPERATIONS }, (_, n) => toOperation(run_id, n)),
  );
  await writer.close();
  await appendRuns(`${data}/bench`, [{
    ...{ run_id, experiment: "bench", case_id: "case", repetition: i + 1 },
    ...{ part: run_id, system: "none", system_version: "", tool: "bench" },
    ...{ tool_version: "", environment: {}, source: "", notes: "" },
    mode: "real",
    status: "ok",
    verdict: "none",
    started_at: day.toISOString(),
    ended_at: new Date(day.getTime() + 1000).toISOString(),
    ...{ verdict_text: "", objectives: [], params: [] },
  }]);
}

function toOperation(run_id: string, n: number): Operation {
  return {
    ...{ run_id, operation_id: String(n), kind: "put", subject: "" },
    started_at: new Date(1.7672256e12 + n).toISOString(),
    // A multiplicative hash: durations differ, and are the same each time.
    duration_s: ((n * 2654435761) % 1_000_003) / 1e6,
    outcome: "ok",
    ...{ error: "", code: "", bytes: 1024, worker: "" },
  };
}

async function load(data: string): Promise<string> {
  return (await loadStore(data, `${data}/store.duckdb`)).path;
}

async function ask(data: string): Promise<void> {
  using store = await Store.open(await load(data));
  await store.rows("SELECT count(*) FROM runs");
}
