/** Parses container metrics from the output of `docker stats --format json`. */
import { z } from "zod";
import { maybeUnit, type Sample, toBase } from "../../record/mod.ts";
import { now as runNow } from "../timing/wall_clock.ts";

/** The fields used of one output line, which is one container at one time. */
const Line = z.object({
  Name: z.string().min(1),
  CPUPerc: z.string(),
  MemUsage: z.string(),
  NetIO: z.string(),
  BlockIO: z.string(),
  PIDs: z.string(),
});

export interface ContainerStatsOptions {
  readonly run_id: string;
  /** Time of the line in ISO 8601; null for a file without times. */
  readonly at: string | null;
}

/**
 * Returns the samples of one line, with the container's name as source: `cpu` (1 = one core), `memory`, `memory_limit`
 * and `threads`; and, since the container's start, `network_rx`, `network_tx`, `disk_read` and `disk_write`, in bytes,
 * which docker rounds to three digits. Skips values shown as `--`. Throws SyntaxError for any other line.
 */
export function parseContainerStats(
  line: string,
  { run_id, at }: ContainerStatsOptions,
): Sample[] {
  const { Name, CPUPerc, MemUsage, NetIO, BlockIO, PIDs } = parseLine(line);
  const [memory, limit] = MemUsage.split("/");
  const [received, sent] = NetIO.split("/");
  const [read, written] = BlockIO.split("/");
  const texts = [
    ["cpu", CPUPerc],
    ["memory", memory],
    ["memory_limit", limit],
    ["network_rx", received],
    ["network_tx", sent],
    ["disk_read", read],
    ["disk_write", written],
    ["threads", PIDs],
  ] as const;
  return texts.flatMap(([metric, text = ""]) => {
    const quantity = parseQuantity(text.trim());
    return quantity ? [{ run_id, source: Name, metric, at, ...quantity }] : [];
  });
}

function parseLine(line: string): z.infer<typeof Line> {
  try {
    return Line.parse(JSON.parse(line));
  } catch (error) {
    throw new SyntaxError(
      `Cannot read container statistics as this is no line of 'docker stats --format json': current value is '${
        line.slice(0, 80)
      }'`,
      { cause: error },
    );
  }
}

/** Parses `12.3MiB` as 12.3 * 2^20 bytes, `1.2kB` as 1,200; null for `--`. Throws SyntaxError. */
function parseQuantity(text: string): Pick<Sample, "value" | "unit"> | null {
  if (/^-*$/.test(text)) return null;
  const [, digits = "", symbol = ""] = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(\D*)$/i
    .exec(text) ?? [];
  if (digits === "" || !maybeUnit(symbol)) {
    throw new SyntaxError(
      `Cannot read container statistics as a value has no known unit: current value is '${text}'`,
    );
  }
  const { value, unit } = toBase(Number(digits), symbol);
  // Rounds away the floating-point error: 4.1 MB are exactly 4,100,000 bytes.
  return { value: Number(value.toPrecision(12)), unit };
}

export interface ContainerStream {
  readonly run_id: string;
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /** Returns the time of a line. @default the clock of the run */
  readonly now?: () => Date;
}

// deno-lint-ignore no-control-regex
const TERMINAL_ESCAPES = /\x1b\[[0-9;?]*[a-zA-Z]/g;

/**
 * Reads output lines from a stream until it ends, each with its arrival time. Skips docker's terminal escapes; a line
 * that cannot be parsed is a warning.
 */
export async function followContainerStats(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  { run_id, onSamples, onWarning, now = () => new Date(runNow()) }:
    ContainerStream,
): Promise<void> {
  let firstError: string | null = null;
  const parseText = (text: string) => {
    const line = text.replace(TERMINAL_ESCAPES, "").trim();
    if (line === "") return;
    const at = now().toISOString();
    try {
      onSamples(parseContainerStats(line, { run_id, at }));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      // Repeats the first message, as equal warnings are counted in one row.
      firstError ??= error.message;
      onWarning("container-stats-unread", firstError);
    }
  };
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(parseText);
  }
  parseText(rest);
}
