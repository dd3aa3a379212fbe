/**
 * `deno run -A bench/billion.ts [ROWS] [FOLDER]`: writes a billion operations as the records of a hundred runs in ten cases,
 * registers them in a DuckLake, and asks it for quantiles by case. Prints a table, and exits with 1 if a goal is missed.
 *
 * It is no benchmark of `deno task bench`: it needs a quarter of an hour, and seven gigabytes below FOLDER (a temporary one),
 * which it removes. The operations are synthetic, the records and the store are real: what is
 * measured is the path of every other run, with larger tables.
 */
// deno-lint-ignore-file no-console -- a script prints
import { DuckDBInstance } from "@duckdb/node-api";
import { z } from "zod";
import {
  appendRuns,
  describeFile,
  QUERY_ROW_CHARS,
  sqlText,
  writeManifest,
} from "../src/record/mod.ts";
import { copySql, rowsPerGroup, runCopy } from "../src/record/disk/compact.ts";
import { factRow, output, type Row, timed } from "./_measure.ts";
import { toMarkdown } from "./_table.ts";

const RUNS = 100;
const CASES = 10;
const MAX_SECONDS = 60;
const MAX_BYTES = 8 * 2 ** 30;
/** Largest difference of a quantile that is estimated: half a bucket, which is 0.5 %, and a little for values between ranks. */
const MAX_ERROR = 0.006;
/** Largest difference of one that is exact: its last digits may be rounded otherwise. */
const MAX_ROUNDING = 1e-12;
const script = decodeURIComponent(
  new URL("./_billion_step.ts", import.meta.url).pathname,
);

const Answer = z.strictObject({
  case_id: z.string(),
  n: z.number(),
  q: z.number(),
  value: z.number(),
});

const Step = z.strictObject({
  seconds: z.number(),
  /** Processor seconds of the process. */
  cpu: z.number(),
  peakBytes: z.number().nullable(),
  rows: z.array(z.record(z.string(), z.unknown())),
});

const operations = Number(Deno.args[0] ?? 1e9);
const folder = await Deno.makeTempDir({
  ...Deno.args[1] === undefined ? {} : { dir: Deno.args[1] },
  prefix: "loadline-billion-",
});
let isMet = false;
try {
  const rows = await measure();
  console.log(toMarkdown(rows).trimEnd());
  isMet = rows.every(({ met }) => met !== false);
} finally {
  await Deno.remove(folder, { recursive: true });
}
Deno.exit(isMet ? 0 : 1);

async function measure(): Promise<Row[]> {
  const data = `${folder}/data`;
  const each = Math.ceil(operations / RUNS);
  const writing = await timed(() => write(data, each));
  const bytes = await sizeOf(`${data}/bench`);
  const total = each * RUNS;
  Deno.env.set("LOADLINE_STORE_DATA", `${folder}/tables/`);
  await Deno.mkdir(`${folder}/tables`);
  const step = async (name: string) => {
    const text = await output([
      Deno.execPath(),
      ...["run", "-A", "--quiet", script, name],
      ...[data, `ducklake:${folder}/catalogue.ducklake`],
    ]);
    const found = Step.parse(JSON.parse(text));
    console.error(`billion: ${name} took ${found.seconds.toFixed(1)} s`);
    return found;
  };
  const loading = await step("load");
  const count = await step("count");
  const exact = await step("exact");
  const sorted = await step("sorted");
  const estimated = await step("estimated");
  const approximate = await step("approximate");
  const isWhole = count.rows[0]?.["n"] === total;
  const answers = exact.rows.map((row) => Answer.parse(row));
  const errorOf = ({ rows }: Measured) =>
    largestError(answers, rows.map((row) => Answer.parse(row)));
  const error = errorOf(estimated);
  const ofOne = sorted.rows.map((row) => Answer.parse(row));
  const rounding = largestError(
    answers.filter(({ case_id }) => case_id === ofOne[0]?.case_id),
    ofOne,
  );
  return [
    factRow(`write ${total} operations as Parquet`, {
      ours: `${writing.toFixed(0)} s, ${(bytes / 1e9).toFixed(1)} GB`,
    }),
    factRow("register them in a DuckLake, with the facts of the runs", {
      ours: described(loading),
      goal: "all are there",
      met: isWhole,
    }),
    factRow("quantiles by case, exact", {
      ours: described(exact),
      goal: `< ${MAX_SECONDS} s, 8 GiB`,
      met: isWithin(exact),
    }),
    factRow(`quantiles of one case of ${CASES}, exact (quantile_cont)`, {
      ours: described(sorted),
      goal: "the same values",
      met: rounding <= MAX_ROUNDING,
    }),
    factRow("quantiles by case, estimated (estimated_quantiles)", {
      ours: `${described(estimated)}, ${toPercent(error)} off`,
      goal: `< ${MAX_SECONDS} s, 8 GiB, ${MAX_ERROR * 100} %`,
      met: isWithin(estimated) && error <= MAX_ERROR,
    }),
    factRow("the same by DuckDB's approx_quantile", {
      ours: `${described(approximate)}, ${toPercent(errorOf(approximate))} off`,
    }),
  ];
}

type Measured = z.infer<typeof Step>;

function described({ seconds, cpu, peakBytes }: Measured): string {
  const memory = peakBytes === null
    ? "unknown memory"
    : `${(peakBytes / 2 ** 30).toFixed(2)} GiB`;
  return `${seconds.toFixed(1)} s (${cpu.toFixed(0)} cpu-s), ${memory}`;
}

function toPercent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function isWithin({ seconds, peakBytes }: Measured): boolean {
  return seconds < MAX_SECONDS && peakBytes !== null && peakBytes < MAX_BYTES;
}

/** Largest relative difference of two answers, which must be of the same cases and quantiles. */
function largestError(
  exact: readonly z.infer<typeof Answer>[],
  estimated: readonly z.infer<typeof Answer>[],
): number {
  return exact.reduce((most, { case_id, q, value }, i) => {
    const other = estimated[i];
    const isSame = other?.case_id === case_id && other.q === q;
    return isSame
      ? Math.max(most, Math.abs(other.value / value - 1))
      : Infinity;
  }, exact.length === estimated.length && exact.length > 0 ? 0 : Infinity);
}

/** Writes the record of each run as the lab leaves it: its table, its manifest, its line. */
async function write(data: string, each: number): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    for (let run = 0; run < RUNS; run++) {
      const started = new Date(Date.UTC(2026, 0, 1, run));
      const run_id = `${
        started.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")
      }Z-${run}`;
      const part = `${data}/bench/${run_id}`;
      await Deno.mkdir(part, { recursive: true });
      const path = `${part}/operations.parquet`;
      await runCopy(
        connection,
        copySql({
          select: toOperations(run_id, { started, run, each }),
          path,
          groupRows: rowsPerGroup({ rows: 1, chars: QUERY_ROW_CHARS }),
        }),
      );
      await writeManifest(part, {
        runs: 1,
        tables: [await describeFile(path, each)],
      });
      await appendRuns(`${data}/bench`, [{
        ...{ run_id, experiment: "bench", case_id: `case-${run % CASES}` },
        ...{ repetition: 1 + Math.floor(run / CASES), part: run_id },
        ...{ system: "none", system_version: "", tool: "bench" },
        ...{ tool_version: "", environment: {}, source: "", notes: "" },
        mode: "real",
        status: "ok",
        verdict: "none",
        started_at: started.toISOString(),
        ended_at: new Date(started.getTime() + each / 10).toISOString(),
        ...{ verdict_text: "", objectives: [], params: [] },
      }]);
      if (run % 10 === 9) console.error(`billion: wrote run ${run + 1}`);
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Ten thousand operations a second, of which one in 500 fails; durations are log-normal, to the microsecond, by case. */
function toOperations(
  run_id: string,
  { started, run, each }: {
    readonly started: Date;
    readonly run: number;
    readonly each: number;
  },
): string {
  const median_s = 0.005 * (1 + run % CASES);
  return `SELECT ${
    sqlText(run_id)
  } AS run_id, i::VARCHAR AS operation_id, 'put' AS kind, '' AS subject,
      TIMESTAMP ${
    sqlText(started.toISOString().slice(0, 19).replace("T", " "))
  } + to_microseconds(i * 100) AS started_at,
      greatest(1e-6, round(${median_s} * exp(0.6 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())), 6)) AS duration_s,
      CASE WHEN i % 500 = 0 THEN 'failed' ELSE 'ok' END AS outcome, '' AS error, '' AS code,
      1024::BIGINT AS bytes, 'worker-' || i % 16 AS worker
    FROM range(${each}) AS operations(i)`;
}

async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    sum += isDirectory ? await sizeOf(path) : (await Deno.stat(path)).size;
  }
  return sum;
}
