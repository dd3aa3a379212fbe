/** Puts the CSV files of Locust together that one run wrote: `PREFIX_stats.csv`, `PREFIX_stats_history.csv` ... */
import { digest } from "../../record/mod.ts";
import type { SourceFile } from "../source/importer.ts";
import { baseName } from "../source/machine.ts";

/** Files that were joined. */
interface JoinedFiles extends SourceFile {
  readonly files: readonly SourceFile[];
}

/** Joins files; one alone stays as it is. */
export function joinFiles(files: readonly SourceFile[]): SourceFile {
  const [first] = files;
  if (first !== undefined && files.length === 1) return first;
  const joined: JoinedFiles = {
    name: first?.name ?? "",
    path: "",
    digest: digest(files.map((file) => file.digest).sort().join("\n")),
    get text() {
      return files.map(({ text }) => text).join("\n");
    },
    *chunks() {
      for (const file of files) yield* file.chunks();
    },
    *lines() {
      for (const file of files) yield* file.lines();
    },
    files,
  };
  return joined;
}

const ENDING = /_(?:stats|stats_history|failures|exceptions)\.csv$/;

/** Returns the files of each run: those whose names differ in their ending alone. */
export function filesOfRuns(file: SourceFile): SourceFile[][] {
  const files = "files" in file ? (file as JoinedFiles).files : [file];
  const groups = Map.groupBy(files, ({ name }) => name.replace(ENDING, ""));
  return [...groups.values()];
}

/** Returns the digest of the files of a run, whatever their order. */
export function digestOf(files: readonly SourceFile[]): string {
  const [first] = files;
  return first !== undefined && files.length === 1
    ? first.digest
    : digest(files.map((file) => file.digest).sort().join("\n"));
}

/** Returns the name of the run of some files, without folder and ending. */
export function nameOf(files: readonly SourceFile[]): string {
  return baseName(files[0]?.name ?? "").replace(ENDING, "");
}
