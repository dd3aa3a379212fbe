/**
 * Imports the points that k6 writes as it runs, as NDJSON (`--out json`) and as CSV (`--out csv`): a duration of a request
 * is an operation, any other point a sample.
 *
 * k6 stamps a request at its end; the operation starts its duration earlier.
 */
import { sqlText } from "../../record/mod.ts";
import type {
  Imported,
  ImportOptions,
  SourceFile,
} from "../source/importer.ts";
import { glanceAt, headerOf } from "../load_frame/glance.ts";
import type { RawFile } from "../load_frame/raw_file.ts";
import { importRaw, type RawTold } from "../load_frame/raw_import.ts";
import {
  type RawRows,
  sqlCsv,
  sqlErrorOutcome,
  sqlOutcome,
  sqlRole,
  sqlStatusOutcome,
  sqlTime,
  sqlUnixTime,
} from "../load_frame/raw_select.ts";
import { unknownRun } from "../load_frame/tool_run.ts";
import { unitOfContent, unitOfMetric } from "./k6_units.ts";

/** Tags that become columns; a script may set others. */
const tags = [
  "name",
  "url",
  "method",
  "status",
  "expected_response",
  "error",
  "error_code",
  "vu",
] as const;

/** Longest name of a metric kept. */
const MAX_NAME_CHARS = 1000;
/** Metrics of a file: each of them is asked for by itself. */
const MAX_METRICS = 10_000;

/** Samples in base units, in the order of the file: the table `units` has those of each metric, all of them. */
const SAMPLES = `(SELECT source, metric, units.unit, "at",
  samples.value * units.factor AS value FROM samples LEFT JOIN units USING (metric))`;

/** Imports NDJSON. */
export function readK6Json(
  file: SourceFile,
  options: ImportOptions,
): AsyncGenerator<Imported> {
  const tagFields = tags.map((tag) => `"${tag}" VARCHAR`).join(", ");
  const columns = {
    type: "VARCHAR",
    metric: "VARCHAR",
    data:
      `STRUCT("time" VARCHAR, "value" DOUBLE, tags STRUCT(${tagFields}), contains VARCHAR, thresholds VARCHAR[])`,
  };
  const list = Object.entries(columns)
    .map(([name, type]) => `${name}: ${sqlText(type)}`).join(", ");
  return importRaw(file, options, {
    tool: "k6",
    unit: "lines",
    isCsv: false,
    samples: SAMPLES,
    select: (path) =>
      selectPoints(
        `read_json(${path}, format = 'newline_delimited', ignore_errors = true, columns = {${list}})`,
        {
          time: sqlTime('data."time"'),
          value: 'data."value"',
          tag: (name) => `data.tags."${name}"`,
          problem: `CASE
            WHEN type IS NULL OR type NOT IN ('Metric', 'Point') OR metric IS NULL THEN 'it is no line of k6'
            WHEN contains(metric, chr(0)) THEN 'its metric has no name'
            WHEN type = 'Metric' THEN NULL
            WHEN data."time" IS NULL THEN 'it has no time'`,
          // The definition of a metric stands before its first point.
          told: `type = 'Metric'`,
          content: "data.contains",
          thresholds: "array_to_string(data.thresholds, ', ')",
        },
      ),
    totals: {},
    tell: (raw) => tell(raw, { hasDefinitions: true }),
  });
}

/** Imports CSV. */
export function readK6Csv(
  file: SourceFile,
  options: ImportOptions,
): AsyncGenerator<Imported> {
  const glance = glanceAt(file);
  const labels = headerOf(glance);
  return importRaw(file, options, {
    tool: "k6",
    unit: "rows",
    isCsv: true,
    samples: SAMPLES,
    select: (path) =>
      selectPoints(
        sqlCsv(path, {
          labels,
          delimiter: ",",
          hasHeader: true,
          isCrlf: glance.isCrlf,
        }),
        {
          time: `coalesce(${sqlUnixTime('"timestamp"')}, CASE
            WHEN "timestamp" LIKE '%T%' THEN ${sqlTime('"timestamp"')} END)`,
          value: "TRY_CAST(metric_value AS DOUBLE)",
          tag: (name) => labels.includes(name) ? `"${name}"` : "NULL",
          problem:
            `CASE WHEN coalesce(metric_name, '') = '' THEN 'it names no metric'`,
          told: "false",
          content: "NULL",
          thresholds: "NULL",
        },
      ),
    totals: {},
    tell: (raw) => tell(raw, { hasDefinitions: false }),
  });
}

/** Where the parts of a point stand, as SQL. */
interface PointFields {
  readonly time: string;
  readonly value: string;
  readonly tag: (name: (typeof tags)[number]) => string;
  /** Beginning of a CASE of what is wrong with it. */
  readonly problem: string;
  readonly told: string;
  readonly content: string;
  readonly thresholds: string;
}

function selectPoints(source: string, fields: PointFields): RawRows {
  const metric = source.startsWith("read_csv") ? "metric_name" : "metric";
  const { tag } = fields;
  const isRequest =
    `${metric} IN ('http_req_duration', 'grpc_req_duration', 'browser_http_req_duration')`;
  const status = tag("status");
  const hasStatus = `coalesce(${status}, '0') NOT IN ('', '0')`;
  const outcome = `CASE
    WHEN ${metric} = 'grpc_req_duration'
      THEN CASE WHEN ${status} = '0' THEN ${sqlOutcome("ok")}
        ELSE ${sqlOutcome("failed")} END
    WHEN ${tag("expected_response")} = 'true' THEN ${sqlOutcome("ok")}
    WHEN ${hasStatus} AND coalesce(${tag("expected_response")}, '') <> 'false'
      THEN ${sqlStatusOutcome(status)}
    WHEN ${status} = '429' THEN ${sqlOutcome("rejected")}
    WHEN ${tag("error_code")} IN ('1050', '1211')
      THEN ${sqlOutcome("timeout")}
    WHEN ${tag("error_code")} = '1212' THEN ${sqlOutcome("refused")}
    WHEN ${hasStatus} THEN ${sqlOutcome("failed")}
    ELSE ${sqlErrorOutcome(`coalesce(${tag("error")}, '')`)} END`;
  return {
    fields: {
      role: `CASE WHEN ${fields.told} THEN ${sqlRole("told")}
        WHEN ${isRequest} THEN ${sqlRole("operation")}
        ELSE ${sqlRole("sample")} END`,
      problem: `${fields.problem}
        WHEN ${fields.time} IS NULL THEN 'its time cannot be read'
        WHEN ${fields.value} IS NULL THEN 'its value is no number' END`,
      at: `CASE WHEN ${isRequest} AND ${fields.value} BETWEEN 0 AND 1e12
        THEN ${fields.time} - to_microseconds(CAST(${fields.value} * 1000 AS BIGINT))
        ELSE ${fields.time} END`,
      kind: "'request'",
      subject: `coalesce(${tag("name")}, ${tag("url")})`,
      // What else a point tells is no time, and the run does not last as long.
      duration_s: `CASE WHEN ${isRequest} THEN ${fields.value} / 1000 END`,
      outcome,
      error: `CASE WHEN ${fields.told} THEN ${fields.thresholds} ELSE ${
        tag("error")
      } END`,
      code:
        `CASE WHEN ${outcome} = 'ok' THEN '' WHEN ${hasStatus} THEN ${status} ELSE ${
          tag("error_code")
        } END`,
      worker: tag("vu"),
      metric: `left(${metric}, ${MAX_NAME_CHARS})`,
      unit: fields.content,
      value: fields.value,
    },
    derived: {},
    source,
  };
}

/** Makes the table `units`, and returns what the points tell. */
async function tell(
  raw: RawFile,
  { hasDefinitions }: { readonly hasDefinitions: boolean },
): Promise<RawTold> {
  const metrics = await raw.rows(`SELECT metric,
    min(unit) FILTER (role = 'told') AS contains,
    min(error) FILTER (role = 'told' AND error <> '') AS thresholds,
    sum(value) FILTER (role <> 'told') AS total,
    max(value) FILTER (role <> 'told') AS highest
    FROM raw WHERE problem IS NULL GROUP BY metric ORDER BY metric
    LIMIT ${MAX_METRICS + 1}`);
  if (metrics.length > MAX_METRICS) {
    throw raw.refuse(
      `names more than ${MAX_METRICS} metrics`,
      "check that it is a file of k6",
    );
  }
  const unknown: string[] = [];
  // The samples stream past the units, whichever are thought to be fewer: else their order is that of the units.
  await raw.run("SET disabled_optimizers = 'build_side_probe_side'");
  await raw.run(
    "CREATE TABLE units (metric VARCHAR, unit VARCHAR, factor DOUBLE)",
  );
  for (const { metric, contains } of metrics) {
    const name = String(metric);
    const known = typeof contains === "string"
      ? unitOfContent(contains)
      : unitOfMetric(name);
    if (known === null) unknown.push(name);
    await raw.run(
      `INSERT INTO units VALUES (${sqlText(name)}, ${
        sqlText(known?.unit ?? "")
      }, ${known?.factor ?? 1})`,
    );
  }
  const of = (name: string, field: "total" | "highest") => {
    const found = metrics.find(({ metric }) => metric === name)?.[field];
    return typeof found === "number" ? found : null;
  };
  const dropped = of("dropped_iterations", "total") ?? 0;
  const [coarse] = hasDefinitions
    ? []
    : await raw.rows(`SELECT count(*) AS n FROM raw
    WHERE problem IS NULL AND role = 'sample' AND epoch_us("at") % 1000000 <> 0`);
  const warnings = [
    {
      code: "dropped-iterations",
      message:
        "iterations were dropped as no worker was free: the offered load was not sent",
      n: dropped,
    },
    {
      code: "unit-unknown",
      message: `no definition tells the unit of ${
        unknown.slice(0, 5).join(", ")
      }`,
      n: unknown.length,
    },
    {
      code: "coarse-time",
      message: "times are in whole seconds, so starts are up to 1 s off",
      n: hasDefinitions || Number(coarse?.n) > 0 ? 0 : 1,
    },
  ];
  return {
    run: { ...unknownRun, params: { workers: of("vus", "highest") } },
    warnings: warnings.filter(({ n }) => Number.isSafeInteger(n) && n > 0),
    remarks: metrics.flatMap(({ metric, thresholds }) =>
      typeof thresholds === "string"
        ? [
          `threshold of ${metric}: ${thresholds}; the points do not tell if it held`,
        ]
        : []
    ),
  };
}
