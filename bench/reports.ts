/**
 * Measures all reports from a store that is up to date, with no result reused: what `deno task report` does after a change of
 * code. There is no peer; the goal is for two cores.
 */
import { publishReports } from "../src/publish/mod.ts";
import { loadStore } from "../src/store/mod.ts";
import {
  type Benchmark,
  type Context,
  factRow,
  median,
  type Row,
  timed,
} from "./_measure.ts";

const root = decodeURIComponent(new URL("../", import.meta.url).pathname);
const TURNS = 3;
const MAX_SECONDS = 15;

export const reports: Benchmark = {
  name: "reports",
  title: "all reports from a store that is up to date, none reused",
  needs: [],
  run,
};

async function run({ folder, log }: Context): Promise<Row[]> {
  const data = `${root}data`;
  const store = `${folder}/store.duckdb`;
  await loadStore(data, store);
  const seconds: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const took = await timed(async () => {
      const { ok, lines } = await publishReports([], {
        ...{ root, tool: root, data, store, at: null },
        notebooks: `${root}notebooks`,
        // Results that could be reused are in neither.
        work: `${folder}/work-${turn}`,
        out: `${folder}/reports-${turn}`,
        ...{ check: false, trusted: false, overrides: {} },
        timeoutSeconds: 300,
        onProgress: () => {},
      });
      if (!ok) throw new Error(`Cannot measure as ${lines.at(-1)}`);
    });
    log(`${turn + 1}/${TURNS}: ${took.toFixed(1)} s`);
    seconds.push(took);
  }
  const middle = median(seconds);
  return [factRow("all reports, none reused, in s on two cores", {
    ours: `${middle.toFixed(1)} s`,
    goal: `<= ${MAX_SECONDS} s`,
    met: middle <= MAX_SECONDS,
  })];
}
