/**
 * Imports pgbench: its log of transactions (`--log`), also of several threads, its log of intervals
 * (`--aggregate-interval`), and its text with the lines of `--progress`.
 */
import { digest } from "../../record/mod.ts";
import { defineTool } from "../load_frame/define_tool.ts";
import {
  type Imported,
  type ImportOptions,
  type SourceFile,
  toPieces,
} from "../source/importer.ts";
import { readPgbenchIntervals } from "./pgbench_intervals.ts";
import { isTransaction, readPgbenchLog } from "./pgbench_log.ts";
import { readPgbenchText } from "./pgbench_text.ts";
import { startSettings } from "../load_frame/start_setting.ts";
import { withSystem } from "../load_frame/tool_run.ts";

/** Interval: start in Unix seconds, number, sums and extremes of latency, and more. */
const INTERVAL = /^\d{9,11}(?: \d+){5}(?: \d+)*$/;

const tool = defineTool({
  format: "pgbench",
  title: "pgbench: logs of transactions or intervals, or its text",
  extensions: [".txt", ".log"],
  settings: startSettings,
  shapes: [
    {
      title: "log of --log",
      marks:
        "lines of client, transaction, µs or a word, script, Unix seconds, µs",
      fits: ({ lines: [first = ""] }) => isTransaction(first),
      isStreamed: true,
      read: (file, options) => readPgbenchLog(file, ofPostgres(options)),
    },
    {
      title: "log of --aggregate-interval",
      marks:
        "lines of Unix seconds, number, sum, sum of squares, minimum, maximum",
      fits: ({ lines: [first = ""] }) => INTERVAL.test(first),
      isStreamed: false,
      read: (file, options) => readPgbenchIntervals(file, ofPostgres(options)),
    },
    {
      title: "text",
      marks: "'tps =' below 'transaction type:', or 'progress: ... tps, lat'",
      fits: ({ text }) =>
        /^transaction type: /m.test(text) || /^progress: \S+ s, /m.test(text),
      isStreamed: false,
      read: (file, options) => readPgbenchText(file, ofPostgres(options)),
    },
  ],
});

/** Servers that take pgbench are PostgreSQL, unless another was set. */
function ofPostgres(options: ImportOptions): ImportOptions {
  return withSystem(options, "postgresql");
}

/** Files of an import. */
interface JoinedFiles extends SourceFile {
  readonly files: readonly SourceFile[];
}

/** Importer of pgbench, format `pgbench`. */
export const pgbench = {
  ...tool,
  join: joinFiles,
  read: (file: SourceFile, options: ImportOptions) =>
    "files" in file
      ? readAll((file as JoinedFiles).files, options)
      : tool.read(file, options),
};

/** Joins files; one alone stays as it is. */
function joinFiles(files: readonly SourceFile[]): SourceFile {
  const [first] = files;
  if (first !== undefined && files.length === 1) return first;
  const joined: JoinedFiles = Object.assign(concatenated(files), { files });
  return joined;
}

/** `pgbench_log.4711`, and `pgbench_log.4711.1` of its second thread. */
const OF_THREAD = /^(.*\.\d+)\.\d+$/;

async function* readAll(
  files: readonly SourceFile[],
  options: ImportOptions,
): AsyncGenerator<Imported> {
  const groups = Map.groupBy(
    files,
    ({ name }) => OF_THREAD.exec(name)?.[1] ?? name,
  );
  for (const group of groups.values()) {
    const [first] = group;
    const file = first !== undefined && group.length === 1
      ? first
      : concatenated(group);
    yield* toPieces(tool.read(file, options));
  }
}

/** Returns the logs of threads as one. */
function concatenated(files: readonly SourceFile[]): SourceFile {
  return {
    name: files[0]?.name ?? "",
    path: "",
    digest: digest(files.map((file) => file.digest).sort().join("\n")),
    get text() {
      return [...this.chunks()].join("");
    },
    *chunks() {
      for (const file of files) {
        let last = "\n";
        for (const chunk of file.chunks()) {
          yield chunk;
          last = chunk.slice(-1);
        }
        if (last !== "\n") yield "\n";
      }
    },
    *lines() {
      for (const file of files) yield* file.lines();
    },
  };
}
