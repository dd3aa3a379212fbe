/** Measures how long a smoke of 5 s takes its user: `loadline run` of the shop in `examples/`, from start to exit, report made. */
import {
  type Benchmark,
  type Context,
  factRow,
  median,
  output,
  type Row,
  timed,
} from "./_measure.ts";

/** Seconds: 5 of load, 1 of warm-up and 1 of cool-down among them. */
const MAX_S = 9;

const EXPERIMENT = "examples/shop/experiments/checkout.ts/quick";

export const smoke: Benchmark = {
  name: "smoke",
  title: "a run of 5 s of an own system, from start to report",
  needs: [],
  run,
};

async function run({ runs, folder, log }: Context): Promise<Row[]> {
  const seconds: number[] = [];
  const before: number[] = [];
  const smoke = (...args: string[]) =>
    output([
      ...[Deno.execPath(), "run", "--quiet", "-A", "scripts/run.ts"] as const,
      ...[EXPERIMENT, "--data", `${folder}/data`],
      ...["--reports", `${folder}/reports`, ...args],
      // Runs that others make meanwhile are not its business.
    ], { LOADLINE_RUNTIME: folder });
  for (let turn = 0; turn < runs; turn++) {
    before.push(await timed(() => smoke("--dry-run")));
    seconds.push(await timed(() => smoke()));
    log(`${turn + 1}/${runs}: ${seconds.at(-1)?.toFixed(2)} s`);
  }
  const all = median(seconds);
  return [
    factRow("a smoke of 5 s, with a second before and after, to its report", {
      ours: `${all.toFixed(2)} s`,
      goal: `<= ${MAX_S} s`,
      met: all <= MAX_S,
    }),
    factRow("- of it until the run is planned", {
      ours: `${median(before).toFixed(2)} s`,
    }),
  ];
}
