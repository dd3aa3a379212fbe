/**
 * Imports pgbench's log of transactions. The logged time is that of the end, and the latency counts from the scheduled
 * start if there is a `--rate`.
 *
 * A transaction that was skipped, as it was late by more than `--latency-limit`, never started: it is a sample.
 */
import { glanceAt } from "../load_frame/glance.ts";
import type { RawFile } from "../load_frame/raw_file.ts";
import {
  importRaw,
  type RawFacts,
  type RawTold,
} from "../load_frame/raw_import.ts";
import { sqlCsv, sqlOutcome, sqlRole } from "../load_frame/raw_select.ts";
import { unknownRun } from "../load_frame/tool_run.ts";
import type { ImportOptions, SourceFile } from "../source/importer.ts";

/** Columns of every log; lag of `--rate` and retries of `--max-tries` may follow. */
const columns = ["client", "transaction", "time", "script", "epoch", "micros"];
/** Columns that may follow. */
const MAX_FURTHER = 2;

const TRANSACTION =
  /^\d+ \d+ (?:\d+|skipped|failed|serialization|deadlock|other) \d+ \d{9,11} \d{1,6}(?: \d+){0,2}$/;

/** Returns true for a line of the log. */
export function isTransaction(line: string): boolean {
  return TRANSACTION.test(line);
}

/** Imports a log as one run. */
export function readPgbenchLog(file: SourceFile, options: ImportOptions) {
  const glance = glanceAt(file);
  const width = (glance.lines[0] ?? "").split(" ").length;
  const further = Math.min(MAX_FURTHER, Math.max(0, width - columns.length));
  const labels = [
    ...columns,
    ...Array.from({ length: further }, (_, i) => `further${i + 1}`),
  ];
  return importRaw(file, options, {
    tool: "pgbench",
    unit: "rows",
    isCsv: true,
    samples: null,
    select: (path) => ({
      fields,
      derived: {},
      source: sqlCsv(path, {
        labels,
        delimiter: " ",
        hasHeader: false,
        isCrlf: glance.isCrlf,
      }),
    }),
    totals: {},
    tell: (raw, facts) => tell(raw, facts, further),
  });
}

const us = `TRY_CAST("time" AS BIGINT)`;
const epoch = 'TRY_CAST("epoch" AS BIGINT)';
const micros = "TRY_CAST(micros AS BIGINT)";
const end = `CASE WHEN ${epoch} BETWEEN 0 AND 253402300799
  AND ${micros} BETWEEN 0 AND 999999
  THEN make_timestamp(${epoch} * 1000000 + ${micros}) END`;
const isSkipped = `"time" = 'skipped'`;
const isFailed = `"time" IN ('failed', 'serialization', 'deadlock', 'other')`;

const fields = {
  role: `CASE WHEN ${isSkipped} THEN ${sqlRole("sample")}
    ELSE ${sqlRole("operation")} END`,
  kind: "'transaction'",
  subject: "'script ' || script",
  worker: "client",
  at: `CASE WHEN ${us} BETWEEN 0 AND 1000000000000
    THEN ${end} - to_microseconds(${us}) ELSE ${end} END`,
  duration_s: `${us} / 1e6`,
  outcome: `CASE WHEN ${isFailed} THEN ${sqlOutcome("failed")}
    ELSE ${sqlOutcome("ok")} END`,
  error: `CASE WHEN ${isFailed} THEN "time" END`,
  code: `CASE WHEN ${isFailed} THEN "time" END`,
  metric: "'skipped_requests'",
  // Of a transaction, its number within its client, which tells if some are missing.
  value: `CASE WHEN ${isSkipped} THEN 1
    ELSE TRY_CAST("transaction" AS DOUBLE) END`,
  problem: `CASE WHEN ${end} IS NULL THEN 'its time cannot be read'
    WHEN NOT ${isSkipped} AND NOT ${isFailed} AND ${us} IS NULL
      THEN 'its latency is no number' END`,
};

async function tell(
  raw: RawFile,
  { samples: skipped }: RawFacts,
  further: number,
): Promise<RawTold> {
  const [told] = await raw.rows(`SELECT count(*) AS workers,
    sum(n) AS n, sum(last) AS last FROM (
      SELECT worker, count(*) AS n, max(value) AS last
      FROM raw WHERE role = 'operation' AND problem IS NULL GROUP BY worker)`);
  const missing = Number(told?.last) - Number(told?.n) - skipped;
  const warnings = [
    {
      code: "skipped-requests",
      message:
        "transactions were skipped, as they were late by more than the limit: the offered load was not sent",
      n: skipped,
    },
    {
      code: "sampled",
      message:
        "the numbers of the transactions have gaps: a sample of --sampling-rate, or logs of threads are missing",
      n: missing,
    },
    {
      code: "left-out",
      message: further > 1
        ? "the lag of --rate and the retries of --max-tries are left out; latencies count from the scheduled start"
        : "the last column, the lag of --rate or the retries of --max-tries, is left out",
      n: further,
    },
  ];
  return {
    run: {
      ...unknownRun,
      params: {
        workers: Number(told?.workers),
        loop: loopOf(further, skipped),
      },
    },
    warnings: warnings.filter(({ n }) => Number.isSafeInteger(n) && n > 0),
    remarks: [],
  };
}

/** Returns the loop of the clients: there is a lag if there is a rate, and only then can a transaction be skipped. */
function loopOf(further: number, skipped: number): string | null {
  if (skipped > 0 || further === MAX_FURTHER) return "open";
  // One further column may be that of retries.
  return further === 0 ? "closed" : null;
}
