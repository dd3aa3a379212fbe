/**
 * The bounds that a Prometheus sets its own runtime. From version 3 on it reads them once, when it starts, from the container
 * that it is started in (flags `auto-gomemlimit` and `auto-gomaxprocs`, both on). Our budget bounds it only once it runs:
 * without these variables, which it lets stand, it would know its budget after a restart and not before.
 */

export interface Bounds {
  /** Bytes; 0 for no bound. */
  readonly memory: number;
  /** Cores; 0 for no bound. */
  readonly cpu: number;
}

/** First version that sets its own bounds. */
const FIRST = 3;

/** Share of the memory that it takes for its bound: default of `auto-gomemlimit.ratio`. */
const RATIO = 0.9;

/** Milliseconds that it gets to tell its version. */
const ANSWER_TIMEOUT_MS = 5000;

/** Variables for the process of the program at a path; none for an earlier version, and for what is not bounded. */
export async function runtimeLimits(
  path: string,
  { memory, cpu }: Bounds,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  if (memory === 0 && cpu === 0) return {};
  if (await majorVersion(path, signal) < FIRST) return {};
  return {
    ...memory > 0 ? { GOMEMLIMIT: `${Math.floor(memory * RATIO)}B` } : {},
    // Whole cores, and one at least.
    ...cpu > 0 ? { GOMAXPROCS: String(Math.max(1, Math.floor(cpu))) } : {},
  };
}

/** 0 for a program that does not tell. */
async function majorVersion(
  path: string,
  signal: AbortSignal,
): Promise<number> {
  const { stdout, stderr } = await new Deno.Command(path, {
    args: ["--version"],
    stdin: "null",
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
  }).output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes))
    .join("\n");
  return Number(/version (\d+)\./.exec(text)?.[1] ?? 0);
}
