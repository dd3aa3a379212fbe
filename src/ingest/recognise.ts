/** Tells the format of a file by its content, for `ingest auto`. */
import { withText } from "./as_text.ts";
import { type Glance, glanceAt } from "./load_frame/glance.ts";
import type { ToolImporter } from "./load_frame/define_tool.ts";
import {
  type Importer,
  InputError,
  type SourceFile,
} from "./source/importer.ts";
import { listSources } from "./source/paths.ts";

/** What tells a format. */
interface Mark {
  readonly format: string;
  /** In words. */
  readonly marks: string;
  readonly fits: (glance: Glance) => boolean;
}

/** Formats that have one shape, by what their files begin with. */
const marks: readonly Mark[] = [
  {
    format: "reports",
    marks: "lines with run_id and experiment",
    fits: ({ text }) => /^\{"(?:format":2,"run_id|run_id)"/.test(text),
  },
  {
    format: "fezzik",
    marks: "a line LRP_REPORT or TASK_REPORT",
    fits: ({ lines }) =>
      lines.some((line) => /^(?:LRP|TASK)_REPORT\s*$/.test(line)),
  },
  {
    format: "perseus",
    marks: "a line #legend:",
    fits: ({ text }) => text.startsWith("#legend:"),
  },
  {
    format: "memtier",
    marks: "the key ALL STATS or RUN #1 RESULTS",
    fits: ({ text }) =>
      text.startsWith("{") && /"(?:ALL STATS|RUN #1 RESULTS)"/.test(text),
  },
  {
    format: "redis-benchmark",
    marks:
      'the columns test, rps, avg_latency_ms; before Redis 6.2 rows such as "SET","134228.19"',
    fits: ({ text }) =>
      /^"?test"?,"?rps"?,"?avg_latency_ms"?/m.test(text) ||
      /^"(?:PING_\w+|[GS]ET|INCR|[LR]PUSH|[LR]POP|SADD|SPOP|HSET|LRANGE_\d+ .*|MSET \(10 keys\))","\d+(?:\.\d+)?"$/m
        .test(text),
  },
  {
    format: "scale-summary",
    marks: "the columns cluster_size, concurrency, data_size",
    fits: ({ lines: [first = ""] }) =>
      ["cluster_size", "concurrency", "data_size"].every((label) =>
        first.includes(label)
      ),
  },
  {
    format: "ycsb",
    marks: "[OVERALL], RunTime(ms), or the metric OVERALL",
    fits: ({ text }) =>
      text.includes("[OVERALL], RunTime(ms)") ||
      /"metric"\s*:\s*"OVERALL"/.test(text),
  },
  {
    format: "lager",
    marks: "lines with timestamp, source, message and data",
    fits: ({ lines }) =>
      lines.slice(0, 20).some((line) =>
        ["timestamp", "source", "message", "data"].every((key) =>
          line.includes(`"${key}":`)
        )
      ),
  },
];

/** Importer of a file, and what told it. */
export interface Recognised {
  readonly importer: Importer;
  /** What the file is: `NDJSON of --out json`. */
  readonly title: string;
}

/**
 * Returns the importer of a file. Throws `InputError`, saying how the file begins, if nothing tells it, or if several
 * formats fit.
 */
export function recognise(
  file: SourceFile,
  importers: readonly Importer[],
): Recognised {
  const glance = glanceAt(file);
  const found = importers.flatMap((importer): Recognised[] => {
    const shape = shapesOf(importer).find(({ fits }) => fits(glance));
    return shape === undefined ? [] : [{ importer, title: shape.title }];
  });
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined) {
    throw new InputError(
      file.name,
      "",
      `may be of several formats: ${
        found.map(({ importer: { format } }) => format).join(", ")
      }`,
      "name one of them in place of auto",
    );
  }
  throw new InputError(
    file.name,
    "",
    `is of no known format: it ${beginningOf(glance)}`,
    "name its format in place of auto (ingest --list), or see how each is recognised (ingest --marks)",
  );
}

/** Longest beginning that is quoted, in characters. */
const MAX_QUOTED = 60;
/** Most names that are quoted. */
const MAX_NAMES = 6;

/** Says what a file is, as far as its beginning tells: `is JSON with the keys a, b`. */
function beginningOf({ text, lines }: Glance): string {
  const quoted = (words: readonly string[]) =>
    words.slice(0, MAX_NAMES).map((word) => word.slice(0, MAX_QUOTED))
      .join(", ") + (words.length > MAX_NAMES ? " ..." : "");
  const [first = ""] = lines;
  if (/^[{[]/.test(text)) {
    const keys = new Set(
      Array.from(
        text.matchAll(/"([^"\\]{1,60})"\s*:/g),
        ([, key]) => key ?? "",
      ),
    );
    return keys.size === 0
      ? "is JSON without a key"
      : `is JSON with the keys ${quoted([...keys])}`;
  }
  const labels = first.split(/[,;\t]/).map((label) => label.trim())
    .filter((label) => label !== "");
  return labels.length > 2
    ? `begins with the columns ${quoted(labels)}`
    : `begins with '${first.trim().slice(0, MAX_QUOTED)}'`;
}

/** Returns each shape of each format: what a file of it is, and what tells it. */
export function listMarks(importers: readonly Importer[]): {
  readonly format: string;
  readonly title: string;
  readonly marks: string;
}[] {
  return importers.flatMap((importer) =>
    shapesOf(importer).map(({ title, marks }) => ({
      ...{ format: importer.format, title, marks },
    }))
  );
}

/** Files of one importer. */
export interface RecognisedFiles {
  readonly importer: Importer;
  readonly paths: readonly string[];
  /** What the first of them is. */
  readonly title: string;
}

/** What the files of an import are. */
export interface RecognisedAll {
  readonly formats: readonly RecognisedFiles[];
  /** Files in folders that nothing tells, such as a README: why each is left alone. */
  readonly passedOver: readonly string[];
}

/**
 * Tells the format of each file, and of those in folders. Throws as `recognise()` does, before any is imported, for a file
 * that was named, and if nothing tells any.
 */
export async function recogniseAll(
  paths: readonly string[],
  importers: readonly Importer[],
): Promise<RecognisedAll> {
  const named = new Set(paths);
  const passedOver: InputError[] = [];
  const endings = new Set(importers.flatMap(({ extensions }) => extensions));
  const found = new Map<
    string,
    RecognisedFiles & { readonly paths: string[] }
  >();
  for (const path of listSources(paths, [...endings])) {
    const recognised = await tellFile(path, importers);
    if (recognised instanceof InputError) {
      if (named.has(path)) throw recognised;
      passedOver.push(recognised);
      continue;
    }
    const { importer, title } = recognised;
    const known = found.get(importer.format);
    if (known === undefined) {
      found.set(importer.format, { importer, paths: [path], title });
    } else known.paths.push(path);
  }
  const [first] = passedOver;
  if (found.size === 0 && first !== undefined) throw first;
  return {
    formats: [...found.values()],
    passedOver: passedOver.map(({ message }) => message),
  };
}

/** Returns the importer of a file, or why it cannot be told. */
async function tellFile(
  path: string,
  importers: readonly Importer[],
): Promise<Recognised | InputError> {
  try {
    return await withText(path, (file) => recognise(file, importers));
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

function shapesOf(
  importer: Importer,
): readonly (Omit<Mark, "format"> & { readonly title: string })[] {
  if ("shapes" in importer) return (importer as ToolImporter).shapes;
  return marks.filter(({ format }) => format === importer.format)
    .map((mark) => ({ ...mark, title: importer.title }));
}
