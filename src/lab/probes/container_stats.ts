/** Figures of containers, from what `docker stats --format json` prints. */
import { z } from "zod";
import { maybeUnit, type Sample, toBase } from "../../record/mod.ts";
import { now as runNow } from "../timing/wall_clock.ts";

/** One container at one time; only what is kept of it. */
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
  /** When the line came, as ISO 8601; null for a file that does not tell. */
  readonly at: string | null;
}

/**
 * Samples of one line, the source being the container's name: `cpu` (1 = one core), `memory` and `memory_limit`, `threads`,
 * and since the container's start `network_rx`, `network_tx`, `disk_read`, `disk_write`, in bytes as docker rounded them, to
 * three digits. Figures that it shows as `--` are left out. Throws SyntaxError for a line that is none of docker's.
 */
export function parseContainerStats(
  line: string,
  { run_id, at }: ContainerStatsOptions,
): Sample[] {
  const { Name, CPUPerc, MemUsage, NetIO, BlockIO, PIDs } = parseLine(line);
  const [memory, limit] = MemUsage.split("/");
  const [received, sent] = NetIO.split("/");
  const [read, written] = BlockIO.split("/");
  const figures = [
    ["cpu", CPUPerc],
    ["memory", memory],
    ["memory_limit", limit],
    ["network_rx", received],
    ["network_tx", sent],
    ["disk_read", read],
    ["disk_write", written],
    ["threads", PIDs],
  ] as const;
  return figures.flatMap(([metric, text = ""]) => {
    const figure = parseFigure(text.trim());
    return figure ? [{ run_id, source: Name, metric, at, ...figure }] : [];
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

/** `12.3MiB` is 12.3 * 2^20 bytes, `1.2kB` is 1,200; null for `--`. Throws SyntaxError. */
function parseFigure(text: string): Pick<Sample, "value" | "unit"> | null {
  if (/^-*$/.test(text)) return null;
  const [, digits = "", symbol = ""] = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(\D*)$/i
    .exec(text) ?? [];
  if (digits === "" || !maybeUnit(symbol)) {
    throw new SyntaxError(
      `Cannot read container statistics as a figure has no unit we know: current value is '${text}'`,
    );
  }
  const { value, unit } = toBase(Number(digits), symbol);
  // 4.1 MB are 4,100,000 bytes, without the dust of the multiplication.
  return { value: Number(value.toPrecision(12)), unit };
}

export interface ContainerStream {
  readonly run_id: string;
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /** When a line came. @default the clock of the run */
  readonly now?: () => Date;
}

// deno-lint-ignore no-control-regex
const TERMINAL = /\x1b\[[0-9;?]*[a-zA-Z]/g;

/**
 * Reads such lines from a pipe until it ends, each stamped when it came. What docker writes to clear a terminal is passed over;
 * lines that cannot be read are told, and the rest is read.
 */
export async function followContainerStats(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  { run_id, onSamples, onWarning, now = () => new Date(runNow()) }:
    ContainerStream,
): Promise<void> {
  let unread: string | null = null;
  const take = (text: string) => {
    const line = text.replace(TERMINAL, "").trim();
    if (line === "") return;
    const at = now().toISOString();
    try {
      onSamples(parseContainerStats(line, { run_id, at }));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      // One message, so that it is counted rather than repeated.
      unread ??= error.message;
      onWarning("container-stats-unread", unread);
    }
  };
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(take);
  }
  take(rest);
}
