/**
 * Benchmarks recording, compacting and loading a million operations against DuckDB's COPY of an equal CSV; and what it brings,
 * and costs, that a store links so many rows instead of copying them.
 */
import { DuckDBInstance } from "@duckdb/node-api";
import { openOperations } from "../src/lab/load/open_operations.ts";
import type { Batch, OperationGroup } from "../src/lab/load/operation_batch.ts";
import {
  appendRuns,
  Outcome,
  PartWriter,
  type Run,
  sqlText,
} from "../src/record/mod.ts";
import { loadStore, Store } from "../src/store/mod.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  factRow,
  median,
  ratioRow,
  type Row,
  timed,
} from "./_measure.ts";
import { schemaSql } from "../src/store/tables/schema.ts";

const OPERATIONS = 1_000_000;
const BATCH_ROWS = 1000;
/** Questions of one session. */
const QUESTIONS = 10;
const OK = Outcome.options.indexOf("ok");
const FAILED = Outcome.options.indexOf("failed");
/** Pairs of an application and a worker: a multiple of both numbers, and of the rows of a batch. */
const GROUPS = 10_000;

export const record: Benchmark = {
  name: "record",
  title: "1 million operations recorded and loaded",
  needs: [],
  run,
};

async function run({ runs, folder, log }: Context): Promise<Row[]> {
  const csv = `${folder}/csv/operations.csv`;
  await write(`${folder}/csv`, Infinity);
  const [writing, loading]: [number[], number[]] = [[], []];
  const seconds = await alternate(
    async (turn) => {
      const data = `${folder}/data-${turn}`;
      const writeSeconds = await timed(async () => {
        await write(`${data}/bench/run`, 2000);
        await appendRuns(`${data}/bench`, [oneRun]);
      });
      const loadSeconds = await timed(() =>
        loadStore(data, `${data}/store.duckdb`)
      );
      writing.push(writeSeconds);
      loading.push(loadSeconds);
      return writeSeconds + loadSeconds;
    },
    (turn) => copy(csv, `${folder}/peer-${turn}.duckdb`),
    { runs, log },
  );
  return [
    ratioRow("record 1 M operations (DuckDB COPY of their CSV)", seconds),
    factRow("- of it writing and compacting", {
      ours: `${median(writing).toFixed(2)} s`,
    }),
    factRow("- of it loading", { ours: `${median(loading).toFixed(2)} s` }),
    ...await compareLinked({ runs, folder, log }),
  ];
}

/** Loads and asks the first run, with its operations linked and copied. */
async function compareLinked({ runs, folder, log }: Context): Promise<Row[]> {
  const data = `${folder}/data-0`;
  const file = await Deno.stat(`${data}/bench/run/operations.parquet`);
  if (file.nlink === 1) {
    throw new Error("Cannot measure links as the operations were copied");
  }
  const linked = (turn: number) => `${folder}/linked-${turn}.duckdb`;
  const copied = (turn: number) => `${folder}/copied-${turn}.duckdb`;
  const load = (path: string, linkRows: number) =>
    timed(() => loadStore(data, path, { linkRows }));
  const loads = await alternate(
    (turn) => load(linked(turn), OPERATIONS),
    (turn) => load(copied(turn), Infinity),
    { runs, log },
  );
  const asks = await alternate(
    (turn) => timed(() => ask(linked(turn))),
    (turn) => timed(() => ask(copied(turn))),
    { runs, log },
  );
  return [
    ratioRow("load 1 M operations that are linked (copied)", loads),
    ratioRow(`${QUESTIONS} questions of all of them (copied)`, asks),
  ];
}

async function ask(path: string): Promise<void> {
  using store = await Store.open(path);
  for (let i = 0; i < QUESTIONS; i++) {
    await store.rows(
      "SELECT kind, quantile_cont(duration_s, [0.5, 0.95, 0.99]) AS seconds, min(started_at) AS first " +
        "FROM operations WHERE run_id = $1 AND outcome = 'ok' GROUP BY kind",
      ["run"],
    );
  }
}

const oneRun: Run = {
  run_id: "run",
  experiment: "bench",
  case_id: "case",
  repetition: 1,
  part: "run",
  system: "none",
  system_version: "",
  mode: "simulated",
  tool: "bench",
  tool_version: "",
  environment: {},
  started_at: "2026-01-01T00:00:00Z",
  ended_at: null,
  status: "ok",
  verdict: "none",
  verdict_text: "",
  objectives: [],
  source: "",
  notes: "",
  params: [],
};

/** Appends operations in batches, as a run does with those that the threads of its load post. */
async function write(folder: string, minCompactRows: number): Promise<void> {
  await using writer = new PartWriter(folder, { minCompactRows });
  const toOperations = openOperations("run");
  for (let from = 0; from < OPERATIONS; from += BATCH_ROWS) {
    writer.appendColumns(toOperations(toBatch(from)).batch);
  }
}

function toBatch(from: number): Batch {
  const batch = {
    groups: [] as OperationGroup[],
    pacing: { arrivals: BATCH_ROWS, late: 0 },
    group: new Int32Array(BATCH_ROWS),
    number: new Int32Array(BATCH_ROWS),
    started: new Float64Array(BATCH_ROWS),
    duration: new Float64Array(BATCH_ROWS),
    outcome: new Uint8Array(BATCH_ROWS),
    bytes: new Float64Array(BATCH_ROWS),
    errors: [] as [number, string, string][],
  };
  for (let at = 0; at < BATCH_ROWS; at++) {
    const i = from + at;
    if (i < GROUPS) batch.groups.push(toGroup(i));
    batch.group[at] = i % GROUPS;
    batch.number[at] = i;
    batch.started[at] = 1.7672256e12 + i;
    // A multiplicative hash: durations differ, and are the same each time.
    batch.duration[at] = ((i * 2654435761) % 1_000_003) / 1e6;
    batch.outcome[at] = i % 100 === 0 ? FAILED : OK;
    batch.bytes[at] = 1024 + (i % 4096);
    if (i % 100 === 0) batch.errors.push([at, "status 502, no route", "502"]);
  }
  return batch;
}

function toGroup(i: number): OperationGroup {
  return {
    id: "0",
    kind: "push",
    subject: `app-${i % 5000}`,
    worker: `worker-${i % 16}`,
  };
}

async function copy(csv: string, path: string): Promise<number> {
  return await timed(async () => {
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run(schemaSql);
    await connection.run(`COPY operations FROM ${sqlText(csv)} (HEADER)`);
    await connection.run("CHECKPOINT");
    connection.closeSync();
    instance.closeSync();
  });
}
