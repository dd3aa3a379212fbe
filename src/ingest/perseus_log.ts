/** The lines of a Perseus log: legend, seconds, and the marks between them. */
import { InputError, type SourceFile } from "./importer.ts";

export type Mark = "isolating" | "isolated" | "rejoining" | "rejoined";

export interface PerseusLog {
  /** Nodes, each with a client of its own. */
  readonly sources: readonly string[];
  /** Unix time in ms of second 0. */
  readonly start: number;
  /** Whether a date above the legend says which half of the day it was. */
  readonly dated: boolean;
  /** Increments of each source, then errors of each. */
  readonly seconds: readonly {
    readonly line: number;
    readonly second: number;
    readonly values: readonly number[];
  }[];
  /** `after` is the second that stands above. */
  readonly marks: readonly {
    readonly mark: Mark;
    readonly node: string;
    readonly after: number;
  }[];
  readonly rejected: readonly {
    readonly line: number;
    readonly problem: string;
  }[];
  /** Seconds whose written time does not follow from their number. */
  readonly offClock: number;
  /** Numbers between the first second and the last that have no line. */
  readonly missing: number;
}

const LEGEND = /^#legend: time((?:\|[^|]+)+)$/;
const MARK = /^# (isolating|isolated|rejoining|rejoined) (\S+)$/;
const DATE =
  /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d+) (\d\d:\d\d:\d\d) UTC (\d{4})$/;
const HALF_DAY = 12 * 3600 * 1000;

/** Reads a log; throws `InputError` where it has no legend. */
export function parsePerseus({ name, text }: SourceFile): PerseusLog {
  const lines = text.split("\n").map((line) => line.trimEnd());
  const sources = toSources(lines, name);
  const width = 2 * sources.length;
  const seconds: PerseusLog["seconds"][number][] = [];
  const marks: PerseusLog["marks"][number][] = [];
  const rejected: PerseusLog["rejected"][number][] = [];
  const clocks: { second: number; time: number }[] = [];
  for (const [i, line] of lines.entries()) {
    const after = seconds.at(-1)?.second ?? 0;
    const mark = MARK.exec(line);
    if (mark) {
      marks.push({ mark: mark[1] as Mark, node: mark[2] ?? "", after });
    } else if (line !== "" && !LEGEND.test(line) && !DATE.test(line)) {
      const read = readSecond(line, width);
      if (typeof read === "string") {
        rejected.push({ line: i + 1, problem: read });
      } else if (seconds.length > 0 && read.second <= after) {
        rejected.push({
          line: i + 1,
          problem: `second ${read.second} follows second ${after}`,
        });
      } else {
        seconds.push({ line: i + 1, ...read });
        clocks.push(read);
      }
    }
  }
  const date = lines.map(maybeTime).find((time) => time !== undefined);
  const [first] = clocks;
  const written = first ? first.time - first.second * 1000 : 0;
  const dated = date !== undefined &&
    Math.abs(written - date) % HALF_DAY < 60_000;
  // Second 0 is when the date was printed, or half a day off where the clock has no afternoon.
  const start = dated
    ? written + Math.round((date - written) / HALF_DAY) * HALF_DAY
    : written;
  const span = (seconds.at(-1)?.second ?? 0) - (seconds[0]?.second ?? 0);
  return {
    sources,
    start,
    dated,
    seconds,
    marks,
    rejected,
    offClock: clocks.filter(({ second, time }) => {
      const off = Math.abs(written + second * 1000 - time) % HALF_DAY;
      return Math.min(off, HALF_DAY - off) > 1000;
    }).length,
    missing: Math.max(0, span + 1 - seconds.length),
  };
}

/** Names in the first half of the legend; the second half repeats them with `:err`. */
function toSources(lines: readonly string[], file: string): string[] {
  const at = lines.findIndex((line) => LEGEND.test(line));
  const names = LEGEND.exec(lines[at] ?? "")?.[1]?.slice(1).split("|") ?? [];
  const sources = names.slice(0, names.length / 2);
  const whole = sources.length > 0 &&
    sources.every((name, i) => names[sources.length + i] === `${name}:err`);
  if (!whole) {
    throw new InputError(
      file,
      at < 0 ? "" : `${at + 1}:1`,
      "has no legend '#legend: time|<node>...|<node>:err...'",
      "give a log that Perseus printed, from its start",
    );
  }
  return sources;
}

function readSecond(
  line: string,
  width: number,
): { second: number; values: number[]; time: number } | string {
  const fields = line.split("\t");
  if (fields.length !== width + 2) {
    return `it has ${fields.length} fields, not ${width + 2}`;
  }
  const [second = NaN, ...values] = fields.slice(0, -1).map((field) =>
    /^\d+$/.test(field) ? Number(field) : NaN
  );
  if ([second, ...values].some(Number.isNaN)) {
    return "a count is no whole number";
  }
  const clock = fields.at(-1) ?? "";
  const time = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d$/.test(clock)
    ? Date.parse(`${clock.replaceAll("/", "-").replace(" ", "T")}Z`)
    : NaN;
  if (Number.isNaN(time)) return `'${clock}' is no time`;
  return { second, values, time };
}

/** Time of a line as `date` prints it, in UTC. */
function maybeTime(line: string): number | undefined {
  const [, month, day, clock, year] = DATE.exec(line) ?? [];
  const time = Date.parse(`${day} ${month} ${year} ${clock} UTC`);
  return Number.isNaN(time) ? undefined : time;
}
