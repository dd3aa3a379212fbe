/** Shared by all benchmarks: alternating measurements, and rows of the result table. */

/** One row of the table; a ratio is ours divided by the peer's, so smaller is better. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: string;
  /** Smallest and largest ratio of one pair. */
  readonly range: string;
  readonly goal: string;
  /** Null if there is no goal. */
  readonly met: boolean | null;
}

export interface Context {
  /** Pairs to measure. */
  readonly runs: number;
  /** Temporary folder of the benchmark, removed after it. */
  readonly folder: string;
  readonly log: (text: string) => void;
}

/** A peer, and how to install it. */
export interface Program {
  /** A command that succeeds if it is installed. */
  readonly probe: readonly [string, ...string[]];
  readonly package: string;
}

export interface Benchmark {
  readonly name: string;
  readonly title: string;
  readonly needs: readonly Program[];
  readonly run: (context: Context) => Promise<Row[]>;
}

/** Measures one turn, in seconds. */
export type Side = (turn: number) => Promise<number>;

/** Measures both sides alternately, A B A B ..., so that background load affects both alike. Returns seconds. */
export async function alternate(
  ours: Side,
  peer: Side,
  { runs, log }: Pick<Context, "runs" | "log">,
): Promise<{ ours: number[]; peer: number[] }> {
  const seconds = { ours: [] as number[], peer: [] as number[] };
  for (let turn = 0; turn < runs; turn++) {
    const [a, b] = [await ours(turn), await peer(turn)];
    seconds.ours.push(a);
    seconds.peer.push(b);
    log(`${turn + 1}/${runs}: ${a.toFixed(2)} s, peer ${b.toFixed(2)} s`);
  }
  return seconds;
}

/** Measures the duration of `act` in seconds. */
export async function timed(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return (performance.now() - started) / 1000;
}

/** Median; the mean of the middle two values if their number is even. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}

/** Row of medians in seconds; its ratio is the median of the ratios of the pairs. */
export function ratioRow(
  what: string,
  { ours, peer }: { ours: readonly number[]; peer: readonly number[] },
  goal: number | null = null,
): Row {
  const ratios = ours.map((seconds, i) => seconds / (peer[i] ?? NaN));
  const ratio = median(ratios);
  return {
    what,
    ours: `${median(ours).toFixed(2)} s`,
    peer: `${median(peer).toFixed(2)} s`,
    ratio: ratio.toFixed(2),
    range: `${Math.min(...ratios).toFixed(2)}..${
      Math.max(...ratios).toFixed(2)
    }`,
    goal: goal === null ? "" : `<= ${goal}`,
    met: goal === null ? null : ratio <= goal,
  };
}

/** Row without a ratio. */
export function factRow(
  what: string,
  { ours, peer = "", goal = "", met = null }:
    & Pick<Row, "ours">
    & Partial<Pick<Row, "peer" | "goal" | "met">>,
): Row {
  return { what, ours, peer, ratio: "", range: "", goal, met };
}

/** Returns the standard output of a command. Throws Error with the end of its stderr if it fails. */
export async function output(
  [command, ...args]: readonly [string, ...string[]],
  env: Record<string, string> = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args,
    env,
    stdin: "null",
  }).output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(
    `Cannot run ${command} ${args.join(" ")} as it failed: ${
      new TextDecoder().decode(stderr).trim().slice(-400)
    }`,
  );
}
