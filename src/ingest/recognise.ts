/** Tells the format of a file by its content, for `ingest auto`. */
import { withText } from "./as_text.ts";
import { type Glance, glanceAt } from "./load_frame/glance.ts";
import type { ToolImporter } from "./load_frame/define_tool.ts";
import {
  type Importer,
  InputError,
  type SourceFile,
} from "./source/importer.ts";
import { listSources } from "./source/source.ts";

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
 * Returns the importer of a file. Throws `InputError`, saying what was looked for, if nothing tells it, or if several
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
  const sought = importers.flatMap((importer) =>
    shapesOf(importer).map(({ marks }) => `${importer.format} (${marks})`)
  );
  throw new InputError(
    file.name,
    "",
    `is of no format that can be told; looked for ${sought.join(", ")}`,
    "name the format in place of auto, see ingest --list",
  );
}

/** Files of one importer. */
export interface RecognisedFiles {
  readonly importer: Importer;
  readonly paths: readonly string[];
  /** What the first of them is. */
  readonly title: string;
}

/** Tells the format of each file, and of those in folders; throws as `recognise()` does, before any is imported. */
export async function recogniseAll(
  paths: readonly string[],
  importers: readonly Importer[],
): Promise<RecognisedFiles[]> {
  const endings = new Set(importers.flatMap(({ extensions }) => extensions));
  const found = new Map<
    string,
    RecognisedFiles & { readonly paths: string[] }
  >();
  for (const path of listSources(paths, [...endings])) {
    const { importer, title } = await withText(
      path,
      (file) => recognise(file, importers),
    );
    const known = found.get(importer.format);
    if (known === undefined) {
      found.set(importer.format, { importer, paths: [path], title });
    } else known.paths.push(path);
  }
  return [...found.values()];
}

function shapesOf(
  importer: Importer,
): readonly (Omit<Mark, "format"> & { readonly title: string })[] {
  if ("shapes" in importer) return (importer as ToolImporter).shapes;
  return marks.filter(({ format }) => format === importer.format)
    .map((mark) => ({ ...mark, title: importer.title }));
}
