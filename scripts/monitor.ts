/** deno task monitor: a live view of the run in progress, from what it writes into its record. */
import { Command } from "commander";
import {
  findLiveRuns,
  type LiveRun,
  renderDashboard,
  watchRun,
} from "../src/lab/mod.ts";
import { UsageError } from "../src/record/mod.ts";
import { main, paths } from "./_main.ts";

/** Seconds that a session may take from the end of a run to the start of the next. */
const BETWEEN_RUNS_S = 5;

main(async () => {
  const program = new Command("deno task monitor")
    .description("Watch the run in progress: nodes, load, events.")
    .option("--once", "print how it stands now, and stop")
    .option("--data <folder>", "folder of records", paths.data)
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const { once = false, data } = program.opts();
  const terminal = Deno.stdout.isTerminal();
  let [live] = await findLiveRuns(data);
  if (!live && once) {
    throw new UsageError(
      `Cannot monitor as no run is in progress in ${data}: start one with deno task run`,
    );
  }
  if (!live) {
    console.log(`waiting for a run in ${data}: deno task run starts one`);
    live = await waitForRun(data, Infinity);
  }
  // A session goes from run to run; the view goes with it.
  for (; live; live = await waitForRun(data, BETWEEN_RUNS_S)) {
    const look = watchRun(live);
    for (let running = true; running;) {
      const view = await look();
      running = view.running;
      show(
        renderDashboard(view.state, {
          width: terminal ? Deno.consoleSize().columns : 100,
          color: terminal && !Deno.noColor,
        }),
        terminal && !once,
      );
      if (once) return 0;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
  return 0;
});

/** The run that begins next; undefined when none did within so many seconds. */
async function waitForRun(
  data: string,
  seconds: number,
): Promise<LiveRun | undefined> {
  const until = performance.now() + seconds * 1000;
  while (true) {
    const [live] = await findLiveRuns(data);
    if (live || performance.now() >= until) return live;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Prints lines, in place of those before on a terminal. */
function show(lines: readonly string[], replace: boolean): void {
  const text = lines.join("\n");
  console.log(replace ? `\x1b[H\x1b[2J${text}` : `${text}\n`);
}
