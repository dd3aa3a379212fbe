/**
 * Runs Avalanche, the Prometheus community's scrape target for load tests, one process per target:
 * https://github.com/prometheus-community/avalanche. It has no flag for the address and listens on all interfaces.
 */
import { runProgram } from "../../lab/processes/run_program.ts";
import type { TargetShape } from "./exporter/shape.ts";
import { checkProgramPath } from "../support/find_program.ts";

/** Interval of series and metric churn: more than a year, as versions before 0.6 exit at 0. */
const NEVER_S = 36_000_000;

/** Timeout of `--help` and `--version`. */
const OUTPUT_TIMEOUT_S = 30;

/** An Avalanche program, with what differs between its versions. */
export interface Avalanche {
  /** Path of the program, or its name on PATH. */
  readonly path: string;
  /** As reported; empty if built without version information. */
  readonly version: string;
  /** Flag for the number of gauges. */
  readonly countFlag: string;
  /** Prefix of its gauge names. */
  readonly prefix: string;
}

/**
 * Finds the Avalanche at a path, or on PATH if the path is empty. Its flags identify it: 0.6.0 renamed both the flag
 * and the metrics. Returns null if there is none, or another program of that name.
 */
export async function findAvalanche(
  { path, signal }: { readonly path: string; readonly signal: AbortSignal },
): Promise<Avalanche | null> {
  const program = checkProgramPath("avalanche", path) ?? "avalanche";
  const help = await readOutput(program, "--help", signal);
  // The help of 0.6 lists both flags, but the old one is refused.
  const countFlag = ["--gauge-metric-count", "--metric-count"]
    .find((flag) => help.includes(flag));
  if (countFlag === undefined) return null;
  const [, version = ""] = /version (\d\S*)/.exec(
    await readOutput(program, "--version", signal),
  ) ?? [];
  const kind = countFlag === "--metric-count" ? "metric" : "gauge_metric";
  return {
    path: program,
    version,
    countFlag,
    prefix: `avalanche_${kind}_mmmmm_0_`,
  };
}

/**
 * Whether Avalanche supports a shape: values change at whole seconds only, and churn would replace all series at once.
 */
export function canServeShape(
  { value_interval, churn }: TargetShape,
): boolean {
  return Number.isInteger(value_interval) && churn === 0;
}

/** Returns the command that serves one target. */
export function avalancheCommand(
  { path, countFlag }: Avalanche,
  { shape, port }: { readonly shape: TargetShape; readonly port: number },
): readonly string[] {
  return [
    ...[path, `--port=${port}`, `${countFlag}=${shape.metrics}`],
    ...[`--series-count=${shape.series}`, `--label-count=${shape.labels}`],
    `--value-interval=${shape.value_interval}`,
    ...[`--series-interval=${NEVER_S}`, `--metric-interval=${NEVER_S}`],
  ];
}

/** Returns stdout and stderr, as versions differ in which one they use; empty if there is no such program. */
async function readOutput(
  program: string,
  flag: string,
  signal: AbortSignal,
): Promise<string> {
  const result = await runProgram([program, flag], {
    signal,
    timeout: OUTPUT_TIMEOUT_S,
  });
  return result === null ? "" : `${result.stdout}\n${result.stderr}`;
}
