/** Imports a Loadline record from another checkout or machine. */
import {
  findDamage,
  parseRuns,
  readManifest,
  readPart,
  readRows,
  type Row,
  type TableName,
  toRunId,
} from "../record/mod.ts";
import {
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  type Piece,
  type SourceFile,
  toWarning,
} from "./source/importer.ts";

/** Importer of format `reports`: the `reports.json` of a record with the folders of its parts beside it. */
export const reports: Importer = {
  format: "reports",
  title: "reports.json of another Loadline, with its folders beside it",
  extensions: ["reports.json"],
  experiment: (file) => parseFile(file).runs[0]!.experiment,
  settings: {},
  join: null,
  read: readReports,
};

function parseFile(file: SourceFile): ReturnType<typeof parseRuns> {
  const parsed = parseRuns(file.text);
  if (parsed.runs.length === 0) {
    const [first] = parsed.rejected;
    throw new InputError(
      file.name,
      first ? String(first.line) : "",
      `holds no Loadline run${first ? ` (${first.message})` : ""}`,
      "name the reports.json of a record",
    );
  }
  return parsed;
}

async function* readReports(
  file: SourceFile,
  { experiment }: ImportOptions,
): AsyncGenerator<Imported> {
  const { runs, rejected } = parseFile(file);
  const folder = file.name.replace(/[^/]*$/, "") || "./";
  const ids = new Map(runs.map(({ run_id, experiment: from, started_at }) => [
    run_id,
    // Under another experiment it becomes another run: ids are unique over all records.
    from === experiment
      ? run_id
      : toRunId(started_at, { identity: `${experiment}/${run_id}` }),
  ]));
  const head = emptyPiece("rows");
  for (const { line, message } of rejected) {
    head.counts.read++;
    head.counts.rejected++;
    warn(head, "rejected-row", message, `reports.json:${line}`);
  }
  yield head;
  let whole = 0;
  let first = "";
  const parts = Map.groupBy(runs, ({ part }) => part);
  for (const [part, mine] of parts) {
    const problem = await partProblem(`${folder}${part}`);
    const piece = emptyPiece("rows");
    piece.counts.read += mine.length;
    if (problem === "") {
      whole++;
      piece.counts.stored += mine.length;
      for (const run of mine) {
        piece.runs.push({ ...run, run_id: ids.get(run.run_id)!, experiment });
      }
      yield piece;
      yield* readPartRows(`${folder}${part}`, { part, ids });
    } else {
      first ||= problem;
      piece.counts.rejected += mine.length;
      warn(
        piece,
        "part-left-out",
        `part is left out with its ${mine.length} runs, as ${problem}`,
        part,
      );
      yield piece;
    }
  }
  if (whole > 0) return;
  throw new InputError(
    file.name,
    "",
    `holds no part that can be read: ${first}`,
    "copy the record again",
  );
}

/** Returns why a part cannot be imported, else empty. Reads each table once before any row of the part is written. */
async function partProblem(folder: string): Promise<string> {
  try {
    const manifest = await readManifest(folder);
    const files = await readPart(folder);
    if (manifest !== null) {
      const damage = await findDamage(manifest, files.map(({ path }) => path));
      return damage;
    }
    for (const file of files) {
      for await (const _ of readRows(file)) {
        /* Throws if it cannot be read. */
      }
    }
    return "";
  } catch (error) {
    return (error as Error).message.split("\n")[0] ?? "";
  }
}

interface PartContext {
  readonly part: string;
  /** New id of each run, by its id in the imported record. */
  readonly ids: ReadonlyMap<string, string>;
}

async function* readPartRows(
  folder: string,
  { part, ids }: PartContext,
): AsyncGenerator<Imported> {
  const tables = await readPart(folder);
  if (tables.length === 0) {
    const piece = emptyPiece("rows");
    warn(
      piece,
      "missing-part",
      "no table was found beside reports.json",
      part,
    );
    yield piece;
  }
  for (const file of tables) {
    const place = `${part}/${file.table}`;
    for await (const { rows, rejected } of readRows(file)) {
      const piece = emptyPiece("rows");
      keep(piece, { table: file.table, rows, ids });
      piece.counts.read += rejected.length;
      piece.counts.rejected += rejected.length;
      for (const { row, message } of rejected) {
        warn(piece, "rejected-row", message, `${place}:${row}`);
      }
      yield piece;
    }
    if (file.whole === file.size) continue;
    const piece = emptyPiece("rows");
    piece.counts.read++;
    piece.counts.rejected++;
    warn(
      piece,
      "torn-tail",
      `${file.size - file.whole} bytes of a row cut short`,
      place,
    );
    yield piece;
  }
}

function keep<T extends TableName>(
  { rows: kept, counts }: Piece,
  { table, rows, ids }: Pick<PartContext, "ids"> & {
    readonly table: T;
    readonly rows: readonly Row<T>[];
  },
): void {
  for (const row of rows) {
    counts.read++;
    // A warning about the whole file has no run.
    const run_id = row.run_id === "" ? "" : ids.get(row.run_id);
    if (run_id === undefined) counts.rejected++;
    else {
      counts.stored++;
      kept[table].push({ ...row, run_id } as never);
    }
  }
}

function warn(
  { rows }: Piece,
  code: string,
  message: string,
  place: string,
): void {
  rows.warnings.push(toWarning({ run_id: "", code, message, place }));
}
