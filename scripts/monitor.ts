/** deno task monitor: shows a live view of the run in progress, by its record. */
// deno-lint-ignore-file no-console -- a script prints
import { Command } from "commander";
import {
  type FindOutline,
  renderDashboard,
  SessionWatch,
  type WatchedRun,
} from "../src/lab/mod.ts";
import type { LiveServerOptions } from "../src/live/serve.ts";
import { UsageError } from "../src/record/mod.ts";
import { toRunFacts, toState } from "../src/live/messages.ts";
import { toWhole } from "./_amounts.ts";
import { isJson, jsonOption, main, type Outcome, paths, say } from "./_main.ts";

/** Maximum time between two runs of a session. */
const BETWEEN_RUNS_MS = 5000;

const INTERVAL_MS = 1000;

/** Imported only once there is a run, as the registry of experiments takes a while. */
const findOutline: FindOutline = async (run) => {
  const { sessionOutline } = await import(
    "../src/experiments/session_outline.ts"
  );
  return await sessionOutline(run);
};

main(async () => {
  const program = new Command("deno task monitor")
    .description(
      "Watch the run in progress: nodes, load, events. Waits for a run to start, and follows its session.",
    )
    .option("--web", "serve a page on this machine with figures, until Ctrl-C")
    .option("--port <n>", "port of the page; a free one if omitted")
    .option("--once", "print the current state of the run, and stop")
    .option("--data <folder>", "folder of records", paths.runs)
    .option(
      "--reports <folder>",
      "folder of the reports of runs, to which the page links",
      paths.runReports,
    )
    .option(...jsonOption)
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const { once = false, web = false, port, data, reports } = program.opts();
  if (web && once) {
    throw new UsageError(
      "Cannot monitor with --web and --once: use one of the two",
    );
  }
  if (isJson && !once) {
    throw new UsageError(
      "Cannot monitor as one JSON document without an end: use --once too",
    );
  }
  if (web) {
    return await serve({
      data,
      reports,
      port: toWhole("--port", port ?? "0", { most: 65535 }),
    });
  }
  if (port !== undefined) {
    throw new UsageError(
      "Cannot use --port as only a page has one: use --web too",
    );
  }
  const watch = new SessionWatch(data, { findOutline });
  return once ? await showOnce(watch, data) : await follow(watch, data);
});

/** Serves the live page; returns only if the records cannot be read. */
async function serve(
  place: Pick<LiveServerOptions, "data" | "reports" | "port">,
): Promise<number> {
  const { LiveServer } = await import("../src/live/serve.ts");
  await using server = LiveServer.start({ ...place, findOutline });
  say(`live page of the runs in ${place.data}: ${server.url}`);
  await server.finished;
  return 0;
}

async function showOnce(watch: SessionWatch, data: string): Promise<Outcome> {
  const watched = await watch.poll();
  if (!watched) {
    throw new UsageError(
      `Cannot monitor as no run is in progress in ${data}: start one with deno task run`,
    );
  }
  const { columns } = screen();
  say(toLines(watched, { columns, rows: Infinity }).join("\n"));
  const { run, course } = watched;
  return {
    code: 0,
    result: {
      run: toRunFacts(run, course === "running"),
      state: toState(watched),
    },
  };
}

/** Follows a session from run to run, until no run has been in progress for some seconds. */
async function follow(watch: SessionWatch, data: string): Promise<number> {
  const terminal = Deno.stdout.isTerminal();
  let watched = await watch.poll();
  if (!watched) {
    console.log(`waiting for a run in ${data}: deno task run starts one`);
  }
  const draw = () => {
    if (watched) print(toLines(watched, screen()), terminal);
  };
  if (terminal) Deno.addSignalListener("SIGWINCH", draw);
  let wasRunning = false;
  for (let last = performance.now();; watched = await watch.poll()) {
    const isRunning = watched?.course === "running";
    // An ended run is shown once.
    if (isRunning || wasRunning) draw();
    wasRunning = isRunning;
    if (!watched || isRunning) last = performance.now();
    else if (performance.now() - last > BETWEEN_RUNS_MS) return 0;
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}

interface Screen {
  readonly columns: number;
  readonly rows: number;
}

/** Size of the terminal; elsewhere every line is shown. */
function screen(): Screen {
  return Deno.stdout.isTerminal()
    ? Deno.consoleSize()
    : { columns: 100, rows: Infinity };
}

function toLines(
  { follower, progress, course }: WatchedRun,
  { columns, rows }: Screen,
): string[] {
  const lines = renderDashboard(follower.state, {
    width: columns,
    // The cursor takes the last line.
    height: rows - 1,
    color: Deno.stdout.isTerminal() && !Deno.noColor,
    progress,
  });
  return course === "interrupted"
    ? [...lines.slice(0, rows - 2), "Interrupted"]
    : lines;
}

/** Prints lines; in a terminal, in the place of what it shows, without wrapping. */
function print(lines: readonly string[], terminal: boolean): void {
  if (!terminal) return console.log(`${lines.join("\n")}\n`);
  const text = lines.map((line) => `${line}\x1b[K\n`).join("");
  Deno.stdout.writeSync(
    new TextEncoder().encode(`\x1b[?7l\x1b[H${text}\x1b[J\x1b[?7h`),
  );
}
