/** deno task monitor: shows a live view of the run in progress, by its record. */
// deno-lint-ignore-file no-console -- a script prints
import { Command } from "commander";
import {
  findLiveRuns,
  followRun,
  type LiveRun,
  renderDashboard,
} from "../src/lab/mod.ts";
import { UsageError } from "../src/record/mod.ts";
import { main, paths } from "./_main.ts";

/** Maximum time between two runs of a session. */
const BETWEEN_RUNS_S = 5;

main(async () => {
  const program = new Command("deno task monitor")
    .description("Watch the run in progress: nodes, load, events.")
    .option("--once", "print the current state, and stop")
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
  // Follows a session from run to run.
  for (; live; live = await waitForRun(data, BETWEEN_RUNS_S)) {
    const poll = followRun(live);
    for (let running = true; running;) {
      const view = await poll();
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

/** Waits for the next run; undefined if none begins within some seconds. */
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

/** Prints lines; with `replace`, clears the terminal first. */
function show(lines: readonly string[], replace: boolean): void {
  const text = lines.join("\n");
  console.log(replace ? `\x1b[H\x1b[2J${text}` : `${text}\n`);
}
