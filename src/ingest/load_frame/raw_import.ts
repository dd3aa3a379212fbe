/** Imports a file of raw results, a request a row: each row becomes an operation or a sample, or is left out. */
import { type Event, type Run, toEvent } from "../../record/mod.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { RawFile } from "./raw_file.ts";
import type { RawRows } from "./raw_select.ts";
import { storeRaw, viewRaw } from "./raw_tables.ts";
import { type ToolRun, toToolRun } from "./tool_run.ts";

/** How the rows of a file become raw rows. */
export interface RawFormat {
  readonly tool: string;
  /** Unit of the counts. */
  readonly unit: "rows" | "lines";
  /** Returns how the rows of the file become raw rows; `path` is an SQL literal. */
  readonly select: (path: string) => RawRows;
  /** True if `select` reads CSV by `sqlCsv`. */
  readonly isCsv: boolean;
  /** Relation in place of the samples as they are; it has all columns of theirs. */
  readonly samples: string | null;
  /** Aggregates by name, over the columns of `raw` and `is_kept`: they are asked for with the facts. */
  readonly totals: Readonly<Record<string, string>>;
  /** What the rows tell of their run; they are in the view `raw`, and `problem` is null for those that are kept. */
  readonly tell: (raw: RawFile, facts: RawFacts) => Promise<RawTold>;
}

/** What is asked of all raw rows. */
export interface RawFacts {
  readonly rows: number;
  /** Number of rows that are kept, and of operations and samples among them. */
  readonly kept: number;
  readonly operations: number;
  readonly samples: number;
  /** Begin of the first and end of the last of those; null beyond the calendar. */
  readonly first: string | null;
  readonly last: string | null;
  /** Values of the format's own aggregates. */
  readonly totals: Readonly<Record<string, unknown>>;
}

/** What raw rows tell. */
export interface RawTold {
  /** Times are those of the rows. */
  readonly run: Omit<ToolRun, "tool" | "startedAt" | "endedAt">;
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
    readonly n: number;
  }[];
  /** Details of remarks. */
  readonly remarks: readonly string[];
}

/** Yields the only piece of a file. Throws `InputError` if it holds no request. */
export async function* importRaw(
  file: SourceFile,
  options: ImportOptions,
  format: RawFormat,
): AsyncGenerator<Imported> {
  await using raw = await RawFile.open(file);
  const rawRows = format.select(raw.path);
  await checkWhile(raw.run(storeRaw(rawRows)), file);
  for (const view of viewRaw(rawRows)) await raw.run(view);
  const place = baseName(file.name);
  const rejects = await findRejects(raw, format);
  const facts = await findFacts(raw, format);
  if (facts.operations + facts.samples === 0) {
    const [why] = rejects;
    throw new InputError(
      file.name,
      "",
      `holds no request and no sample that can be read${
        why ? ` (${why.place}: ${why.problem})` : ""
      }`,
      `give the file that ${format.tool} wrote`,
    );
  }
  const told = await format.tell(raw, facts);
  const run = {
    ...toToolRun(file, options, {
      tool: format.tool,
      ...told.run,
      startedAt: facts.first,
      endedAt: facts.last,
    }),
    ...(rejects.some(({ isCut }) => isCut)
      ? { status: "incomplete" as const }
      : {}),
  };
  const piece = emptyPiece(format.unit);
  piece.runs.push(run);
  piece.rows.events.push(...told.remarks.map((text) => remark(run, text)));
  for (const { problem, n, place: at, isCut } of rejects) {
    piece.rows.warnings.push({
      ...toWarning({
        run_id: run.run_id,
        code: isCut ? "cut-off" : "rejected-row",
        message: isCut
          ? "the file ends inside its last row, which is left out"
          : `row is left out as ${problem}`,
        place: `${place}:${at}`,
      }),
      n,
    });
  }
  for (const { code, message, n } of told.warnings) {
    const { run_id } = run;
    piece.rows.warnings.push({
      ...toWarning({ run_id, code, message, place }),
      n,
    });
  }
  const unread = rejects.filter(({ isOutside }) => isOutside)
    .reduce((sum, { n }) => sum + n, 0);
  piece.counts.read = facts.rows + unread;
  piece.counts.stored = facts.kept;
  piece.counts.rejected = piece.counts.read - piece.counts.stored;
  const { run_id } = run;
  piece.queries.push(
    raw.query("operations", {
      run_id,
      relation: "operations",
      rows: facts.operations,
    }),
    raw.query("samples", {
      run_id,
      relation: format.samples ?? "samples",
      rows: facts.samples,
    }),
  );
  yield piece;
}

/** Asks for all facts at once, as each question reads all rows. */
async function findFacts(
  raw: RawFile,
  { totals: asked }: RawFormat,
): Promise<RawFacts> {
  const own = Object.entries(asked)
    .map(([name, aggregate]) => `, ${aggregate} AS "${name}"`).join("");
  // Times as numbers: to add an interval takes a time apart and puts it together again.
  const [facts = {}] = await raw.rows(`SELECT count(*) AS rows,
    count(*) FILTER (is_kept) AS kept,
    count(*) FILTER (is_kept AND role = 'operation') AS operations,
    count(*) FILTER (is_kept AND role = 'sample') AS samples,
    ${isoText("min(begun_us)")} AS first,
    ${isoText("max(begun_us + took_us)")} AS last${own}
    FROM (SELECT *, problem IS NULL AS is_kept,
      CASE WHEN problem IS NULL AND role <> 'told' THEN epoch_us("at") END AS begun_us,
      CASE WHEN problem IS NULL AND duration_s >= 0
        THEN CAST(least(duration_s, 1e9) * 1e6 AS BIGINT) ELSE 0 END AS took_us
      FROM raw)`);
  const { rows, kept, operations, samples, first, last, ...totals } = facts;
  return {
    rows: Number(rows),
    kept: Number(kept),
    operations: Number(operations),
    samples: Number(samples),
    first: textOf(first),
    last: textOf(last),
    totals,
  };
}

/** Waits until DuckDB has read a file, which its threads do; this one checks it meanwhile, as its digest is asked for. */
async function checkWhile(
  reading: Promise<void>,
  file: SourceFile,
): Promise<void> {
  try {
    void file.digest;
  } finally {
    await reading;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** Returns a Unix time in microseconds as text; null beyond the calendar. */
function isoText(us: string): string {
  const time = `make_timestamp(${us})`;
  return `CASE WHEN ${time} <= TIMESTAMP '9999-12-31 23:59:59'
    THEN strftime(${time}, '%Y-%m-%dT%H:%M:%S.%gZ') END`;
}

function remark({ run_id }: Run, detail: string): Event {
  return toEvent({ run_id, at: null, kind: "remark", subject: "", detail });
}

/** Rows that are left out for one reason. */
interface Rejects {
  readonly problem: string;
  readonly n: number;
  /** Line or record of the first of them. */
  readonly place: string;
  /** True if DuckDB left them out of the table. */
  readonly isOutside: boolean;
  /** True if it is the last row of a file that ends without a line end. */
  readonly isCut: boolean;
}

async function findRejects(
  raw: RawFile,
  { isCsv }: RawFormat,
): Promise<Rejects[]> {
  const isOpen = !await raw.endsWithLine();
  const inside = await raw.rows(`SELECT problem, count(*) AS n,
    min(number) AS first, bool_or(number = (SELECT max(number) FROM raw)) AS is_last
    FROM raw WHERE problem IS NOT NULL GROUP BY problem ORDER BY first`);
  const rejects = inside.flatMap(({ problem, n, first, is_last }) => {
    const isCut = isOpen && !isCsv && is_last === true;
    const whole = {
      problem: String(problem),
      place: `record ${first}`,
      isOutside: false,
    };
    const rest = Number(n) - (isCut ? 1 : 0);
    return [
      ...(rest > 0 ? [{ ...whole, n: rest, isCut: false }] : []),
      ...(isCut ? [{ ...whole, n: 1, isCut }] : []),
    ];
  });
  if (!isCsv) return rejects;
  const tail = isOpen ? await raw.tail() : "";
  const outside = await raw.rows(`SELECT line, min(error_type) AS type,
    min(csv_line) AS text FROM reject_errors GROUP BY line ORDER BY line`);
  const byType = Map.groupBy(outside, ({ type, text }) => {
    const written = String(text ?? "").trim();
    const isCut = isOpen && written !== "" && tail.trimEnd().endsWith(written);
    return isCut ? "cut" : String(type);
  });
  for (const [type, rows] of byType) {
    rejects.push({
      problem: csvProblems.get(type) ?? "its fields cannot be told apart",
      n: rows.length,
      place: String(rows[0]?.line),
      isOutside: true,
      isCut: type === "cut",
    });
  }
  return rejects;
}

/** What DuckDB's types of errors in CSV say. */
const csvProblems = new Map([
  ["MISSING COLUMNS", "it has fewer fields than columns"],
  ["TOO MANY COLUMNS", "it has more fields than columns"],
  ["UNQUOTED VALUE", "it has a quote inside a field where none may stand"],
  ["LINE SIZE OVER MAXIMUM", "it is too long"],
  ["INVALID ENCODING", "it is not UTF-8"],
]);
