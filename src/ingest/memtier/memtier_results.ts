/** Parses a memtier_benchmark document and selects the blocks that are runs; time series come in batches. */
import { InputError, type SourceFile } from "../source/importer.ts";
import { parseSkeleton, readBatches } from "../source/long_json.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface MemtierResult {
  readonly title: string;
  /** Unix time in ms, or null. */
  readonly start: number | null;
  readonly finish: number | null;
  readonly interrupted: boolean;
  /** `Sets`, `Gets`, `Totals` ... */
  readonly commands: ReadonlyMap<string, Fields>;
  /** `SET`, `GET` ...: points of a cumulative distribution. */
  readonly distributions: ReadonlyMap<string, readonly unknown[]>;
  /** Other values of the block. */
  readonly leftovers: readonly Leftover[];
}

/** Values that are not part of a run. */
export interface Leftover {
  readonly title: string;
  readonly count: number;
}

/** Some seconds of the time series of a command of a block. */
export interface SeriesPart {
  readonly title: string;
  readonly command: string;
  readonly seconds: Fields;
}

export interface MemtierDocument {
  readonly configuration: Fields;
  readonly results: readonly MemtierResult[];
  /** Blocks that are not runs. */
  readonly averages: readonly Leftover[];
}

const METADATA_BLOCKS = new Set([
  "configuration",
  "run information",
  "client verifications results",
]);

/** Yields the time series of a file in its order. Throws `InputError` for malformed JSON. */
export function* readSeries(file: SourceFile): Generator<SeriesPart> {
  for (const { path, values } of readBatches(file, isSeries)) {
    const [title = "", command = ""] = path;
    if (isFields(values)) yield { title, command, seconds: values };
  }
}

function isSeries(path: readonly string[]): boolean {
  return path.length === 3 && path[2] === "Time-Serie";
}

/** Parses a document without its time series. Throws `InputError` if it holds no results. */
export function parseMemtier(file: SourceFile): MemtierDocument {
  const json = parseSkeleton(file, isSeries);
  const blocks = isFields(json)
    ? Object.entries(json).filter((entry): entry is [string, Fields] =>
      isFields(entry[1]) && !METADATA_BLOCKS.has(entry[0]) &&
      isFields(entry[1].Totals)
    )
    : [];
  const runBlocks = blocks.filter(([title]) =>
    /^(ALL STATS|RUN #\d+ .*)$/.test(title)
  );
  const ends = blocks.filter(([title]) => /^(BEST|WORST) RUN/.test(title));
  const chosen = runBlocks.length > 0 ? runBlocks : ends;
  if (chosen.length === 0) {
    throw new InputError(
      file.name,
      "1:1",
      "holds no results of memtier_benchmark ('ALL STATS' with 'Totals')",
      "give the file of --json-out-file",
    );
  }
  const configuration = isFields(json) ? json.configuration : {};
  return {
    configuration: isFields(configuration) ? configuration : {},
    results: chosen.map(([title, block]) => toResult(title, block)),
    averages: blocks.filter((block) => !chosen.includes(block))
      .map(toLeftover),
  };
}

function toResult(title: string, block: Fields): MemtierResult {
  const runtime = isFields(block.Runtime) ? block.Runtime : {};
  const entries = Object.entries(block);
  const isCommand = (entry: [string, unknown]): entry is [string, Fields] =>
    isFields(entry[1]) && "Ops/sec" in entry[1];
  return {
    title,
    start: maybeTime(runtime["Start time"]),
    finish: maybeTime(runtime["Finish time"]),
    interrupted: runtime.Interrupted === "true",
    commands: new Map(entries.filter(isCommand)),
    distributions: new Map(
      entries.filter((entry): entry is [string, unknown[]] =>
        Array.isArray(entry[1])
      ),
    ),
    leftovers: entries.filter((entry) =>
      entry[0] !== "Runtime" && !isCommand(entry) && !Array.isArray(entry[1])
    ).map(
      toLeftover,
    ),
  };
}

/** Returns a Unix time in ms up to the year 9999, else null. */
function maybeTime(value: unknown): number | null {
  return typeof value === "number" && value > 0 && value < 253402300800000
    ? value
    : null;
}

function toLeftover([title, block]: readonly [string, unknown]): Leftover {
  return { title, count: countNumbers(block) };
}

/** Counts the numbers in a JSON value. */
export function countNumbers(value: unknown): number {
  if (typeof value === "number") return 1;
  return typeof value === "object" && value !== null
    ? Object.values(value).reduce<number>(
      (sum, inner) => sum + countNumbers(inner),
      0,
    )
    : 0;
}

/** Returns true if a JSON value is an object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
