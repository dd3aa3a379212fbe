/**
 * Benchmarks writers of runs of 100,000 operations into one DuckLake on PostgreSQL, each a process with records of its own as
 * on another machine: eight at once beside one. A ratio of 1 means that more writers make it no faster.
 */
import { Store } from "../src/store/mod.ts";
import { lakePrograms, type Lakes, startLakes } from "./_lakes.ts";
import {
  type Benchmark,
  type Context,
  factRow,
  ratioRow,
  type Row,
  timed,
} from "./_measure.ts";
import { writeRun } from "./_runs.ts";

const WRITERS = 8;
const RUNS = 2;
const OPERATIONS = 100_000;
const script = decodeURIComponent(
  new URL("./_lake_writer.ts", import.meta.url).pathname,
);

export const lakeWriters: Benchmark = {
  name: "lake_writers",
  title: `${WRITERS} writers of runs of 100,000 operations into one DuckLake`,
  needs: lakePrograms,
  run,
};

async function run({ runs, folder, log }: Context): Promise<Row[]> {
  await using lakes = await startLakes(folder);
  log(`making ${WRITERS * RUNS} runs`);
  const records = Array.from(
    { length: WRITERS },
    (_, writer) => `${folder}/data-${writer}`,
  );
  for (const [writer, data] of records.entries()) {
    for (let i = 0; i < RUNS; i++) {
      await writeRun(data, writer * RUNS + i, OPERATIONS);
    }
  }
  const seconds = { ours: [] as number[], peer: [] as number[] };
  const found: string[] = [];
  for (let turn = 0; turn < runs; turn++) {
    const many = await loadAtOnce(lakes, records);
    const one = await loadAtOnce(lakes, records.slice(0, 1));
    seconds.ours.push(many.seconds);
    seconds.peer.push(one.seconds);
    found.push(many.whole);
    log(
      `${turn + 1}/${runs}: ${many.seconds.toFixed(3)} s a run by ${WRITERS}, ${
        one.seconds.toFixed(3)
      } s by one; ${many.whole}`,
    );
  }
  const all = `${WRITERS * RUNS} of ${WRITERS * RUNS}`;
  const cores = navigator.hardwareConcurrency;
  return [
    ratioRow(
      `a run of 100,000 operations by ${WRITERS} writers at once (one writer), ${cores} cores`,
      seconds,
      0.25,
    ),
    factRow("- runs that are there once and whole, least of all turns", {
      ours: found.toSorted((a, b) => parseInt(a) - parseInt(b))[0] ?? "",
      goal: all,
      met: found.every((whole) => whole === all),
    }),
  ];
}

/** Loads records, each in a process of its own, into a new DuckLake; returns seconds a run, and the runs that are whole. */
async function loadAtOnce(
  lakes: Lakes,
  records: readonly string[],
): Promise<{ readonly seconds: number; readonly whole: string }> {
  const lake = await lakes.make();
  const writers = records.map((data) => startWriter(data, lake));
  for (const writer of writers) await writer.next();
  const all = await timed(async () => {
    for (const writer of writers) await writer.go();
    for (const writer of writers) await writer.next();
  });
  for (const writer of writers) await writer.end();
  using store = await Store.open(lake);
  const { rows } = await store.rows(
    `SELECT count(*) FILTER (n = ${OPERATIONS} AND ids = ${OPERATIONS} AND facts = 1) AS whole FROM (
       SELECT run_id, count(*) AS n, count(DISTINCT operation_id) AS ids FROM operations GROUP BY run_id)
     JOIN (SELECT run_id, count(*) AS facts FROM load_facts GROUP BY run_id) USING (run_id)
     JOIN (SELECT run_id FROM runs GROUP BY run_id HAVING count(*) = 1) USING (run_id)`,
  );
  const total = records.length * RUNS;
  return { seconds: all / total, whole: `${rows[0]?.["whole"]} of ${total}` };
}

function startWriter(data: string, lake: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", script, data, lake],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const input = child.stdin.getWriter();
  return {
    go: () => input.write(new TextEncoder().encode("\n")),
    async next() {
      const { done } = await lines.read();
      if (done) {
        throw new Error(`Cannot measure as the writer of ${data} ended`);
      }
    },
    async end() {
      await input.close().catch(() => {});
      await lines.cancel();
      const { code } = await child.status;
      if (code !== 0) throw new Error(`the writer of ${data} failed`);
    },
  };
}
