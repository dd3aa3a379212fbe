/** Our own record, from another checkout or machine: it takes the path that foreign results take. */
import {
  parseRuns,
  readPart,
  readRows,
  type Row,
  type TableName,
  toRunId,
} from "../record/mod.ts";
import {
  emptyRows,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  type SourceFile,
  toWarning,
} from "./importer.ts";

/** A Loadline record, format `reports`: its `reports.json` with the folders of its parts beside it. */
export const reports: Importer = {
  format: "reports",
  title: "reports.json of another Loadline, with its folders beside it",
  extensions: ["reports.json"],
  experiment: (file) => parseFile(file).runs[0]!.experiment,
  settings: {},
  read: readReports,
};

function parseFile(file: SourceFile): ReturnType<typeof parseRuns> {
  const parsed = parseRuns(file.text);
  if (parsed.runs.length === 0) {
    const [first] = parsed.rejected;
    throw new InputError(
      file.name,
      first ? String(first.line) : "",
      `holds no run of ours${first ? ` (${first.message})` : ""}`,
      "name the reports.json of a record",
    );
  }
  return parsed;
}

async function readReports(
  file: SourceFile,
  { experiment }: ImportOptions,
): Promise<Imported> {
  const { runs, rejected } = parseFile(file);
  const folder = file.name.replace(/[^/]*$/, "") || "./";
  const rows = emptyRows();
  const ids = new Map(runs.map(({ run_id, experiment: from, started_at }) => [
    run_id,
    // Under another name it is another run: ids are unique over all records.
    from === experiment
      ? run_id
      : toRunId(started_at, { identity: `${experiment}/${run_id}` }),
  ]));
  let [stored, left] = [runs.length, rejected.length];
  const [first] = ids.values();
  for (const { line, message } of rejected) {
    rows.warnings.push(toWarning({
      run_id: first ?? "",
      code: "rejected-row",
      message,
      place: `reports.json:${line}`,
    }));
  }
  const keep = <T extends TableName>(table: T, found: readonly Row<T>[]) => {
    for (const row of found) {
      // Without a run: a warning about the whole file.
      const run_id = row.run_id === "" ? "" : ids.get(row.run_id);
      if (run_id === undefined) {
        left++;
        continue;
      }
      stored++;
      rows[table].push({ ...row, run_id } as never);
    }
  };
  for (const part of new Set(runs.map(({ part }) => part))) {
    const tables = await readPart(`${folder}${part}`);
    if (tables.length === 0) {
      rows.warnings.push(toWarning({
        run_id: first ?? "",
        code: "missing-part",
        message: "no table was found beside reports.json",
        place: part,
      }));
    }
    for (const found of tables) {
      const { rows: read, rejected } = await readRows(found).catch((error) => {
        throw new InputError(
          found.path,
          "",
          `cannot be read (${String(error.message).split("\n")[0]})`,
          "copy the record again",
        );
      });
      keep(found.table, read);
      left += rejected.length;
      if (found.whole < found.size) {
        left++;
        rows.warnings.push(toWarning({
          run_id: first ?? "",
          code: "torn-tail",
          message: `${found.size - found.whole} bytes of a row cut short`,
          place: `${part}/${found.table}`,
        }));
      }
      for (const { row, message } of rejected) {
        rows.warnings.push(toWarning({
          run_id: first ?? "",
          code: "rejected-row",
          message,
          place: `${part}/${found.table}:${row}`,
        }));
      }
    }
  }
  return {
    runs: runs.map((run) => ({
      ...run,
      run_id: ids.get(run.run_id)!,
      experiment,
    })),
    rows,
    counts: { unit: "rows", read: stored + left, stored, rejected: left },
  };
}
