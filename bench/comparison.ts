/** Benchmarks the comparison of two sets of fifty runs against DuckDB's own quantiles, and the search of a long history. */
import { DuckDBInstance } from "@duckdb/node-api";
import type { TrendPoint } from "../src/analysis/trend/trend.ts";
import { shifts } from "../src/analysis/trend/shifts.ts";
import { compareRecords } from "../src/compare/mod.ts";
import { seededRandom } from "../src/statistics/mod.ts";
import { rowsOfFile } from "../src/store/open.ts";
import { withAttached } from "../src/store/file/attach.ts";
import { fileSchemaSql } from "../src/store/file/linked.ts";
import { computeFacts } from "../src/store/tables/compute_facts.ts";
import { createViews, everyRow } from "../src/store/tables/session_views.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  factRow,
  ratioRow,
  type Row,
  timed,
} from "./_measure.ts";

/** Runs of both sides, and operations of each. */
const RUNS = 100;
const OPERATIONS = 100_000;
const METRICS = 100;
const VERSIONS = 300;
const MAX_HISTORY_S = 10;

export const comparison: Benchmark = {
  name: "comparison",
  title:
    `two sets of 50 runs of ${OPERATIONS} operations; ${METRICS} histories`,
  needs: [],
  run,
};

async function run({ runs, folder, log }: Context): Promise<Row[]> {
  const path = `${folder}/store.duckdb`;
  log(`making ${RUNS * OPERATIONS} operations`);
  await makeStore(path, OPERATIONS);
  const facts = await timed(() => addFacts(path));
  const seconds = await alternate(
    () => timed(() => compareSides(path, folder)),
    () => timed(() => plainQuantiles(path)),
    { runs, log },
  );
  const points = makeHistory();
  const history = await timed(() => {
    const found = shifts(points).length;
    log(`${found} shifts in ${points.length} points`);
    return Promise.resolve();
  });
  return [
    ratioRow(
      `compare 2 x ${
        RUNS / 2
      } runs of ${OPERATIONS} operations (SQL quantiles)`,
      seconds,
    ),
    factRow("- computed before, when the runs were loaded", {
      ours: `${facts.toFixed(2)} s`,
    }),
    factRow(`change points of ${METRICS} metrics over ${VERSIONS} versions`, {
      ours: `${history.toFixed(2)} s`,
      goal: `< ${MAX_HISTORY_S} s`,
      met: history < MAX_HISTORY_S,
    }),
  ];
}

/** Makes a store of one experiment, whose runs are of version 1 and 2 in turn; those of 2 are 3 % slower. */
export async function makeStore(
  path: string,
  operations: number,
): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    await connection.run(fileSchemaSql);
    await connection.run(
      `INSERT INTO runs BY NAME
       SELECT 'run-' || i AS run_id, 'bench' AS experiment, 'case' AS case_id, i // 2 + 1 AS repetition,
         'run-' || i AS part, 'none' AS system, 'v' || (i % 2 + 1) AS system_version, 'imported' AS mode,
         'bench' AS tool, '' AS tool_version, '{}' AS environment, 'ok' AS status, 'none' AS verdict,
         '' AS verdict_text, '[]' AS objectives, '' AS source, '' AS notes,
         i AS run_number
       FROM range(${RUNS}) AS runs(i)`,
    );
    await connection.run(
      `INSERT INTO numbered.operations
       SELECT i // ${operations}, i::VARCHAR, 'request', 'GET /',
         TIMESTAMP '2026-01-01' + to_microseconds(i % ${operations} * 100),
         -0.05 * ln(1 - hash(i) % 1000003 / 1000003.0) * (1 + 0.03 * (i // ${operations} % 2)),
         CASE WHEN i % 500 = 0 THEN 'failed' ELSE 'ok' END, '', '', 1024, 'worker-' || i % 16
       FROM range(${RUNS * operations}) AS operations(i)`,
    );
    await connection.run("CHECKPOINT");
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Computes what a load computes of each run. */
export function addFacts(path: string): Promise<void> {
  return withAttached(path, "write", async (connection) => {
    await createViews(connection, everyRow("number"));
    await computeFacts(connection, null, rowsOfFile);
  });
}

async function compareSides(path: string, folder: string): Promise<void> {
  const { comparison } = await compareRecords(path, {
    ...{ a: "version:v1", b: "version:v2", save: null, baselines: folder },
    by: "",
    ...{ apdex: null, objective: null, cutWarmUp: false },
    ...{ metrics: [], varies: ["session"], pool: [], thresholds: [] },
    smallest: { relative: 0.01, points: 0.001 },
    objectives: false,
  });
  const p99 = comparison?.metrics.find(({ metric }) => metric === "p99");
  if (p99?.verdict !== "worse") {
    throw new Error(`Cannot measure as p99 is not worse: ${p99?.verdict}`);
  }
}

async function plainQuantiles(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(path, {
    access_mode: "READ_ONLY",
  });
  const connection = await instance.connect();
  await connection.runAndReadAll(
    `SELECT run_number, count(*), count(*) FILTER (outcome = 'ok'), min(started_at), max(started_at),
       quantile_cont(duration_s, [0.5, 0.95, 0.99]) FILTER (outcome = 'ok')
     FROM numbered.operations GROUP BY run_number`,
  );
  connection.closeSync();
  instance.closeSync();
}

/** Makes metrics over versions: noise of a percent, and a step of ten percent in the middle of every second one. */
function makeHistory(): TrendPoint[] {
  const random = seededRandom(1);
  return Array.from({ length: METRICS * VERSIONS }, (_, i) => {
    const [metric, version] = [Math.floor(i / VERSIONS), i % VERSIONS];
    const level = metric % 2 === 1 && version >= VERSIONS / 2 ? 1.1 : 1;
    const median = level * (1 + 0.02 * (random() - 0.5));
    return {
      series: `metric ${metric}`,
      ...{ subject: "", kind: "p99", run_id: `run-${i}`, n: 1 },
      started_at: new Date(Date.UTC(2026, 0, 1 + version)).toISOString(),
      version: `v${version}`,
      system_version: `v${version}`,
      ...{ median, min: median, max: median },
    };
  });
}
