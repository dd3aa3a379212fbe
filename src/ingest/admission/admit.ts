/**
 * Checks imported runs and rows before they are written: rejects what the store cannot load and what cannot be, and
 * refuses a file of which nothing can be kept.
 */
import {
  type ColumnCheck,
  columnChecks,
  findMisfit,
  isPlainRun,
  type Param,
  type Row,
  Run,
  type TableName,
  tableNames,
  type Warning,
} from "../../record/mod.ts";
import {
  allRows,
  emptyPiece,
  emptyRows,
  type Imported,
  type Importer,
  InputError,
  type SourceFile,
  toPieces,
  toWarning,
} from "../source/importer.ts";
import { figuresOf, withoutFigures } from "./figures.ts";
import {
  impossibleBucket,
  impossibleReason,
  impossibleSample,
  isFaultless,
} from "./impossible.ts";
import { baseName } from "../source/machine.ts";

interface Admission {
  /**
   * Returns the valid part of a piece: a value that does not fit becomes null in a nullable column, else its row is
   * rejected.
   */
  readonly admit: (piece: Imported) => Imported;
  /** Returns the warnings of this check, after the last piece. */
  readonly finish: () => Warning[];
}

/**
 * Warnings of one code kept separately for each run and for the file as a whole; the rest share one warning with a
 * count.
 */
const MAX_WARNINGS_PER_CODE = 100;
/** Warnings of this check kept separately for one file; the rest share one warning for each code. */
const MAX_NOTES = 1000;

/** Warnings among which the reason is sought why nothing of a file can be kept. */
const MAX_REASONS = 100;

/**
 * Yields the valid part of each piece of an import; a last one holds the warnings about the rest, if there are any. Throws
 * `InputError`, after the last piece, if the file adds runs of which no figure can be kept.
 */
export async function* admitAll(
  file: SourceFile,
  read: ReturnType<Importer["read"]>,
): AsyncGenerator<Imported> {
  const { admit, finish } = openAdmission(file.name, baseName(file.name));
  let [unit, pieces, count, figures, imported] = ["rows", 0, 0, 0, 0];
  const reasons: Warning[] = [];
  for await (const piece of toPieces(read)) {
    const admitted = admit(piece);
    unit = piece.counts.unit;
    pieces++;
    count += piece.counts.read;
    figures += figuresOf(admitted);
    // A run of Loadline itself is kept whatever it left.
    imported += admitted.runs.filter(({ mode }) => mode === "imported").length;
    if (reasons.length < MAX_REASONS) reasons.push(...admitted.rows.warnings);
    yield admitted;
  }
  const warnings = finish();
  if (imported > 0 && figures === 0) {
    throw withoutFigures(file.name, { unit, count }, [...reasons, ...warnings]);
  }
  // Of thousands of small files a second piece costs time; a file without any piece still has its turn.
  if (warnings.length > 0 || pieces === 0) {
    yield { ...emptyPiece(unit), rows: { ...emptyRows(), warnings } };
  }
}

/** Creates the check for one file; `place` is its name in warnings. */
function openAdmission(file: string, place: string): Admission {
  const noted = new Map<string, Warning>();
  const seen = new Map<string, number>();
  const note = (run_id: string, code: string, message: string, at: string) => {
    const exactKey = `${run_id}\0${code}\0${message}`;
    const isSeparate = noted.has(exactKey) || noted.size < MAX_NOTES;
    const key = isSeparate ? exactKey : `\0${code}`;
    const known = noted.get(key) ?? {
      ...toWarning({
        run_id: isSeparate ? run_id : "",
        code,
        message,
        place: at,
      }),
      n: 0,
    };
    noted.set(key, { ...known, n: known.n + 1 });
  };
  const isUnderLimit = (warning: Warning): boolean => {
    const key = `${warning.run_id}\0${warning.code}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    if (count <= MAX_WARNINGS_PER_CODE) return true;
    const known = noted.get(key) ?? {
      ...warning,
      message: `and more such as: ${warning.message}`,
      n: 0,
    };
    noted.set(key, { ...known, n: known.n + warning.n });
    return false;
  };
  const admitRow = <T extends TableName>(
    table: T,
    row: Row<T>,
  ): Row<T> | null => {
    if (fits[table](row)) return row;
    let kept = row;
    for (;;) {
      const misfit = findMisfit(table, kept);
      if (misfit === null) return kept;
      const { column, problem, nullable } = misfit;
      const at = `${place}, ${labelOf(table, row)}`;
      if (!nullable || isNegative(table, kept, column)) {
        const message =
          `row of ${table} is left out as its ${column} ${problem}`;
        note(row.run_id, "rejected-row", message, at);
        return null;
      }
      const message = `${column} of ${table} ${problem}, and is left out`;
      note(row.run_id, "value-left-out", message, at);
      kept = { ...kept, [column]: null };
    }
  };
  const admit = (
    { runs, rows, batches, queries, counts }: Imported,
  ): Imported => {
    const warnings = rows.warnings.filter(isUnderLimit);
    const kept = { ...rows, warnings };
    // Only rows as objects tell which of them is at fault.
    const whole = batches.every(isFaultless) ? batches : [];
    const broken = batches.filter((batch) => !whole.includes(batch));
    let rejected = 0;
    for (const table of tableNames) {
      const all: readonly Row<typeof table>[] = allRows(
        { rows: kept, batches: broken },
        table,
      );
      if (all.length === 0) continue;
      Object.assign(kept, { [table]: all });
      // Nearly always all rows fit, and need no copy.
      if (all.every(fits[table])) continue;
      const admitted = all.flatMap((row) => admitRow(table, row) ?? []);
      rejected += all.length - admitted.length;
      Object.assign(kept, { [table]: admitted });
    }
    const possible = <T extends TableName>(
      table: T,
      all: readonly Row<T>[],
      problemOf: (row: Row<T>) => string,
    ) => {
      // As above, a copy is rare.
      if (all.every((row) => problemOf(row) === "")) return;
      const left = all.filter((row) => {
        const problem = problemOf(row);
        if (problem === "") return true;
        const at = `${place}, ${labelOf(table, row)}`;
        const message = `${problem}, and is left out`;
        note(row.run_id, "impossible-figure", message, at);
        return false;
      });
      rejected += all.length - left.length;
      Object.assign(kept, { [table]: left });
    };
    possible("reported", kept.reported, impossibleReason);
    possible("samples", kept.samples, impossibleSample);
    possible("histograms", kept.histograms, impossibleBucket);
    // A piece may take back what an earlier one counted as stored.
    const moved = Math.max(0, Math.min(rejected, counts.stored));
    return {
      runs: runs.map((run) => admitRun(run, { file, place, note })),
      rows: kept,
      batches: whole,
      queries,
      counts: {
        ...counts,
        stored: counts.stored - moved,
        rejected: counts.rejected + moved,
      },
    };
  };
  return { admit, finish: () => [...noted.values()] };
}

/** Whether a value of an operation, such as its duration, is below 0: such an operation was not measured. */
function isNegative(table: TableName, row: object, column: string): boolean {
  const value = (row as Readonly<Record<string, unknown>>)[column];
  return table === "operations" && typeof value === "number" && value < 0;
}

/**
 * Compiles the check of one table. A value that equals that of the row before is not checked a second time.
 *
 * Compiled, as zod does: with the columns written out each is read from a known place of the row, which is faster than
 * a loop over their names, and a file has millions of rows. The text holds only positions and column names.
 */
function compileCheck(
  checks: readonly ColumnCheck[],
): (row: object) => boolean {
  const lines = checks.map(({ column }, i) =>
    `const v${i} = row[${JSON.stringify(column)}];
    if (v${i} !== last${i}) {
      if (checks[${i}].problemOf(v${i}) !== "") return false;
      last${i} = v${i};
    }`
  );
  const names = checks.map((_, i) => `last${i} = NaN`).join(", ");
  return new Function(
    "checks",
    `let ${names};\nreturn (row) => {\n${lines.join("\n")}\nreturn true;\n};`,
  )(checks);
}

/** A check for each table: true only if each column can hold the row's value. Compiled once, for thousands of files. */
const fits = Object.fromEntries(
  tableNames.map((table) => [table, compileCheck(columnChecks[table])]),
) as Record<TableName, (row: object) => boolean>;

/** Returns the name of a row in warnings. */
function labelOf(table: TableName, row: object): string {
  const values = row as Readonly<Record<string, unknown>>;
  const named = [
    values.label || values.metric || values.kind || values.code || table,
    values.statistic,
    values.at,
  ].filter((part) => typeof part === "string" && part !== "");
  return named.join(" ");
}

interface RunContext {
  readonly file: string;
  readonly place: string;
  readonly note: (
    run_id: string,
    code: string,
    message: string,
    at: string,
  ) => void;
}

function admitRun(run: Run, { file, place, note }: RunContext): Run {
  const params = run.params.map((param): Param => {
    const { key, number } = param;
    if (number === null) return param;
    if (!Number.isFinite(number)) {
      const message = `setting ${key} is ${number}, and is kept as text alone`;
      note(run.run_id, "value-left-out", message, place);
      return { ...param, number: null };
    }
    if (number < 0) {
      const message = `setting ${key} is negative, which it cannot be`;
      note(run.run_id, "impossible-figure", message, place);
    }
    return param;
  });
  const { started_at, ended_at } = run;
  if (
    started_at !== null && ended_at !== null &&
    Date.parse(ended_at) < Date.parse(started_at)
  ) {
    const message =
      `the run ends at ${ended_at}, before its start at ${started_at}`;
    note(run.run_id, "ends-before-start", message, place);
  }
  const admitted = { ...run, params };
  if (isPlainRun(admitted)) return admitted;
  const parsed = Run.safeParse(admitted);
  if (parsed.success) return admitted;
  const [issue] = parsed.error.issues;
  throw new InputError(
    file,
    "",
    `gives a run that cannot be kept (${
      issue?.path.join(".")
    }: ${issue?.message})`,
    "correct it in the file, or export the results again",
  );
}
