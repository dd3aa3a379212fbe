/**
 * Imports the text of wrk and wrk2, several runs a file.
 *
 * A line of errors that is missing means none. wrk2 offers a rate, and its spectrum of percentiles gives buckets; `-nan`
 * stands where it measured nothing. With `-U` it prints latencies without the wait for a late start as well.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { rejectForeign } from "../load_frame/foreign_lines.ts";
import {
  addBuckets,
  addField,
  addRequestCounts,
  type ToolBucket,
  type ToolContext,
  warnRun,
} from "../load_frame/tool_fields.ts";
import { toToolRun, unknownRun } from "../load_frame/tool_run.ts";
import { repetitionCounter } from "../load_tools/load_run.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  type SourceFile,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { plainLine } from "../source/plain_line.ts";
import { bytesOf, countOf, secondsOf } from "./wrk_values.ts";

/** Line above each run. */
const RUNNING = /^Running (\S+) test @ (\S+)/;

/** Between the last unit of a run and the next one. */
const GLUED = /(?<=B)(?=Running \S+ test @ )/;

/** Importer of wrk and wrk2, format `wrk`. */
export const wrk = defineTool({
  format: "wrk",
  title: "text of wrk and wrk2, also of several runs",
  extensions: [".txt", ".wrk", ".log"],
  settings: {},
  shapes: [{
    title: "text of wrk or wrk2",
    marks: "'Running 30s test @ http://...' and 'Thread Stats'",
    fits: ({ lines }) => lines.some((line) => RUNNING.test(line.trim())),
    isStreamed: false,
    read: readWrk,
  }],
});

function readWrk(file: SourceFile, options: ImportOptions): Imported {
  const piece = emptyPiece("values");
  const withRepetition = repetitionCounter();
  const blocks = blocksOf(file.lines());
  const place = baseName(file.name);
  let runs = 0;
  for (const { line, text } of blocks) {
    const requests = /^\s*(\d+) requests in (\S+), (\S+) read/m.exec(text);
    if (requests === null && !/Thread Stats/.test(text)) {
      rejectForeign({ piece, run_id: "" }, text, { tool: "wrk", place, line });
      continue;
    }
    // A run that was cut off has no sum.
    const run = withRepetition({
      ...toRun(file, { options, text, ordinal: ++runs }),
      status: requests === null ? "incomplete" : "ok",
    });
    piece.runs.push(run);
    const context: ToolContext = {
      piece,
      run_id: run.run_id,
      place: `${place}:${line}`,
    };
    addBlock(context, text, requests);
    rejectForeign(context, text, { tool: "wrk", place, line });
    if (requests === null) {
      warnRun(context, "cut-off", "the text ends before the sum of the run");
    }
  }
  if (runs === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no result of wrk below 'Running ... test @ ...'",
      "give its whole text",
    );
  }
  return piece;
}

/** Text of one run. */
interface Block {
  /** Its first line. */
  readonly line: number;
  readonly text: string;
}

/** Returns the text of each run, behind that above the first. */
function blocksOf(lines: Iterable<string>): readonly Block[] {
  const blocks: { line: number; lines: string[] }[] = [{ line: 1, lines: [] }];
  let number = 0;
  for (const written of lines) {
    number++;
    // The last line of a run has no end where files were put together.
    for (const text of plainLine(written).split(GLUED)) {
      if (RUNNING.test(text.trim())) {
        blocks.push({ line: number, lines: [text.trim()] });
      } else blocks.at(-1)?.lines.push(text);
    }
  }
  return blocks.map(({ line, lines }) => ({ line, text: lines.join("\n") }));
}

function toRun(
  file: SourceFile,
  { options, text, ordinal }: {
    readonly options: ImportOptions;
    readonly text: string;
    readonly ordinal: number;
  },
) {
  const [, duration = "", target = ""] = RUNNING.exec(text) ?? [];
  const [, threads, connections] =
    /^\s*(\d+) threads and (\d+) connections/m.exec(text) ?? [];
  const isWrk2 = /Thread calibration|HdrHistogram/.test(text);
  return toToolRun(file, options, {
    ...unknownRun,
    tool: isWrk2 ? "wrk2" : "wrk",
    target,
    params: {
      workers: connections === undefined ? null : Number(connections),
      threads: threads === undefined ? null : Number(threads),
      duration: secondsOf(duration),
      loop: isWrk2 ? "open" : "closed",
    },
  }, ordinal);
}

/** Percentiles: what they are of, and their lines. */
const DISTRIBUTION =
  /Latency Distribution([^\n]*)\n((?:\s*\d+(?:\.\d+)?%\s+\S+[ \t]*\n?)+)/g;
/** Latencies of `-U`. */
const UNCORRECTED = "Uncorrected Latency";

/** Adds the figures, counts and buckets of a run. */
function addBlock(
  context: ToolContext,
  text: string,
  requests: RegExpExecArray | null,
): void {
  const notMeasured: string[] = [];
  const add = (
    label: string,
    [kind, statistic, symbol]: readonly [string, string, string],
    { value, text, estimator = "" }: {
      readonly value: number | null;
      /** As written. */
      readonly text: string;
      readonly estimator?: string;
    },
  ) => {
    if (value === null) notMeasured.push(label);
    else {
      const estimate = { estimator, n: null };
      addField(
        context,
        { label, value, kind, statistic, symbol },
        estimate,
        text,
      );
    }
  };
  const seconds = (text: string) => ({ value: secondsOf(text), text });
  const count = (text: string) => ({ value: countOf(text), text });
  const bytes = (text: string) => ({ value: bytesOf(text), text });
  const latency = /^\s*Latency\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)%/m.exec(text);
  const rate = /^\s*Req\/Sec\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)%/m.exec(text);
  for (const [i, statistic] of ["mean", "sd", "max"].entries()) {
    if (latency) {
      add(
        `Latency ${statistic}`,
        ["latency", statistic, "s"],
        seconds(latency[i + 1]!),
      );
    }
    if (rate) {
      add(
        `Req/Sec ${statistic}`,
        ["throughput_of_a_thread", statistic, "1/s"],
        count(rate[i + 1]!),
      );
    }
  }
  const isWrk2 = /Thread calibration|HdrHistogram/.test(text);
  for (const [, heading = "", lines = ""] of text.matchAll(DISTRIBUTION)) {
    const isLate = heading.includes(UNCORRECTED);
    for (
      const [, percent = "", value = ""] of lines.matchAll(
        /^\s*(\d+(?:\.\d+)?)%\s+(\S+)/gm,
      )
    ) {
      add(
        isLate ? `uncorrected ${percent}%` : `${percent}%`,
        [
          isLate ? "latency_uncorrected" : "latency",
          `p${Number(percent)}`,
          "s",
        ],
        {
          ...seconds(value),
          estimator: isWrk2 ? "HdrHistogram" : "nearest rank of microseconds",
        },
      );
    }
  }
  const [, perSecond] = /^\s*Requests\/sec:\s+(\S+)/m.exec(text) ?? [];
  if (perSecond !== undefined) {
    add("Requests/sec", ["throughput", "value", "1/s"], count(perSecond));
  }
  const [, transfer] = /^\s*Transfer\/sec:\s+(\d+(?:\.\d+)?[KMGTP]?B)/m
    .exec(text) ?? [];
  if (transfer !== undefined) {
    add("Transfer/sec", ["traffic", "value", "B/s"], bytes(transfer));
  }
  if (requests !== null) {
    add("duration", ["test_duration", "value", "s"], seconds(requests[2]!));
    add("read", ["received", "value", "B"], bytes(requests[3]!));
  }
  if (notMeasured.length > 0) {
    warnRun(
      context,
      "not-measured",
      `the tool gives no number for ${notMeasured.slice(0, 5).join(", ")}`,
      notMeasured.length,
    );
  }
  addCounts(context, text, requests);
  addBuckets(context, "request", spectrumOf(text));
}

function addCounts(
  context: ToolContext,
  text: string,
  requests: RegExpExecArray | null,
): void {
  const [, connect = "0", read = "0", write = "0", timeout = "0"] =
    /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/
      .exec(text) ?? [];
  const [, non2xx = "0"] = /Non-2xx or 3xx responses: (\d+)/.exec(text) ?? [];
  const errors = { connect, read, write, timeout };
  for (const [label, value] of Object.entries(errors)) {
    if (value === "0") continue;
    addField(context, {
      label: `socket errors: ${label}`,
      value,
      kind: "errors",
      statistic: "value",
      symbol: "",
    });
  }
  const failed = [connect, read, write, timeout, non2xx]
    .reduce((sum, count) => sum + Number(count), 0);
  addRequestCounts(
    context,
    requests === null ? {} : {
      completed: { label: "requests", value: requests[1] },
      failed: { label: "socket errors and non-2xx", value: failed },
    },
  );
}

/** Returns the buckets of the spectrum of wrk2, not that of `-U`: value in ms, share, cumulative count. */
function spectrumOf(text: string): ToolBucket[] {
  const [recorded = ""] = text.split(UNCORRECTED, 1);
  const [, spectrum = ""] =
    /Percentile spectrum:\s*\n([\s\S]*?)\n\s*(?:#\[|-{5})/.exec(recorded) ??
      [];
  const buckets: ToolBucket[] = [];
  let [lower, counted] = [0, 0];
  for (
    const [, value, count] of spectrum.matchAll(
      /^\s*(\d+(?:\.\d+)?)\s+\d+(?:\.\d+)?\s+(\d+)\s+\S+\s*$/gm,
    )
  ) {
    const [upper, reached] = [Number(value) / 1000, Number(count)];
    if (reached > counted) {
      buckets.push({ lower, upper, count: reached - counted });
      counted = reached;
    }
    lower = upper;
  }
  return buckets;
}
