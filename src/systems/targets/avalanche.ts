/**
 * Avalanche, the scrape target that others measure with: https://github.com/prometheus-community/avalanche. One process a
 * target. It has no flag for the address, and listens on all of the machine.
 */
import type { TargetShape } from "./exporter/shape.ts";
import { programAt } from "../support/find_program.ts";

/** Seconds after which names and identities change: more than a year, as 0 stops versions before 0.6. */
const NEVER = 36_000_000;

/** Milliseconds that it gets to tell of itself. */
const ANSWER = 5000;

/** A program, and what differs between its versions. */
export interface Avalanche {
  /** Path of the program, or its name on PATH. */
  readonly path: string;
  /** As it tells; empty when it was built without. */
  readonly version: string;
  /** Flag for the number of gauges. */
  readonly countFlag: string;
  /** What the names of its gauges begin with. */
  readonly prefix: string;
}

/**
 * The Avalanche at a path, or on PATH where that is empty, known by its flags: 0.6.0 renamed both the flag and the metrics.
 * Null when there is none, and for another program of that name.
 */
export async function findAvalanche(
  { path, signal }: { readonly path: string; readonly signal: AbortSignal },
): Promise<Avalanche | null> {
  const program = programAt("avalanche", path) ?? "avalanche";
  const ask = (flag: string) => askProgram(program, flag, signal);
  const help = await ask("--help");
  // 0.6 knows both flags, and refuses the old one.
  const countFlag = ["--gauge-metric-count", "--metric-count"]
    .find((flag) => help.includes(flag));
  if (countFlag === undefined) return null;
  const [, version = ""] = /version (\d\S*)/.exec(
    await ask("--version"),
  ) ?? [];
  const kind = countFlag === "--metric-count" ? "metric" : "gauge_metric";
  return {
    path: program,
    version,
    countFlag,
    prefix: `avalanche_${kind}_mmmmm_0_`,
  };
}

/** Whether it can have this shape: its values change at whole seconds, and its churn replaces all series at once. */
export function suitsAvalanche(
  { value_interval, churn }: TargetShape,
): boolean {
  return Number.isInteger(value_interval) && churn === 0;
}

/** The command that serves one target. */
export function avalancheCommand(
  { path, countFlag }: Avalanche,
  { shape, port }: { readonly shape: TargetShape; readonly port: number },
): readonly string[] {
  return [
    ...[path, `--port=${port}`, `${countFlag}=${shape.metrics}`],
    ...[`--series-count=${shape.series}`, `--label-count=${shape.labels}`],
    `--value-interval=${shape.value_interval}`,
    ...[`--series-interval=${NEVER}`, `--metric-interval=${NEVER}`],
  ];
}

/** All that it prints when asked; versions differ in where they print it. */
async function askProgram(
  program: string,
  flag: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    const { stdout, stderr } = await new Deno.Command(program, {
      args: [flag],
      stdin: "null",
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER)]),
    }).output();
    return [stdout, stderr].map((text) => new TextDecoder().decode(text))
      .join("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
