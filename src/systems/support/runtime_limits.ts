/**
 * Limits that Prometheus sets for its own Go runtime. From version 3 on it reads them once, at start, from the cgroup
 * of its container (flags `auto-gomemlimit` and `auto-gomaxprocs`, both on). The lab limits the process only after the
 * start, so without these variables, which Prometheus does not override, only a restarted server would know its limits.
 */
import { runProgram } from "../../lab/processes/run_program.ts";

export interface RuntimeLimits {
  /** Memory limit in bytes; 0 = unlimited. */
  readonly memory: number;
  /** CPU limit in cores; 0 = unlimited. */
  readonly cpu: number;
}

/** First major version that sets its own limits. */
const MIN_MAJOR_VERSION = 3;

/** Share of the memory limit used as GOMEMLIMIT: the default of `auto-gomemlimit.ratio`. */
const MEMORY_LIMIT_RATIO = 0.9;

/** Timeout of `--version`; a busy machine takes seconds to start a program. */
const VERSION_TIMEOUT_S = 30;

/**
 * Returns GOMEMLIMIT and GOMAXPROCS for the Prometheus at a path; none for versions before 3 and for unlimited
 * resources.
 */
export async function toRuntimeEnvironment(
  path: string,
  { memory, cpu }: RuntimeLimits,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  if (memory === 0 && cpu === 0) return {};
  if (await majorVersion(path, signal) < MIN_MAJOR_VERSION) return {};
  return {
    ...memory > 0
      ? { GOMEMLIMIT: `${Math.floor(memory * MEMORY_LIMIT_RATIO)}B` }
      : {},
    // Whole cores, at least one.
    ...cpu > 0 ? { GOMAXPROCS: String(Math.max(1, Math.floor(cpu))) } : {},
  };
}

/** Returns 0 for a program that does not report a version. */
async function majorVersion(
  path: string,
  signal: AbortSignal,
): Promise<number> {
  const { stdout = "", stderr = "" } = await runProgram([path, "--version"], {
    signal,
    timeout: VERSION_TIMEOUT_S,
  }) ?? {};
  return Number(/version (\d+)\./.exec(`${stdout}\n${stderr}`)?.[1] ?? 0);
}
