/**
 * A simulated container platform in this process, in virtual time. Its durations are distributions, most of them assumed
 * (`base/latencies.ts`): it shows what follows from them, and is no evidence for how fast a real platform is.
 */
import { choice } from "../../lab/plan/settings.ts";
import type {
  InstanceState,
  Platform,
  PlatformSystem,
  StartPlatformOptions,
  TaskResult,
} from "../platform/platform.ts";
import { describeSettings, readSettings } from "../support/system_settings.ts";
import { type Encoding, toLagerLines } from "./lager_lines.ts";
import { pushApp, removeApp, scaleApp } from "./model/applications.ts";
import { GONE } from "./model/entities.ts";
import {
  cutStore,
  killCells,
  restoreCells,
  wipeStore,
} from "./model/faults.ts";
import { cellName, statusOf } from "./model/instance_state.ts";
import { listAssumptions } from "./base/latencies.ts";
import { startLoops } from "./model/run_events.ts";
import { runTasks, type TaskBatch } from "./model/task_batches.ts";
import { taskGuid } from "./model/task_stages.ts";
import { toMs, toWorld, type World } from "./model/world.ts";
import { withFiles } from "./tool_files.ts";
import {
  endTime,
  toVirtualTime,
  untilAnswered,
  waitFor,
} from "./virtual_time.ts";

/** Of the model: another one is another version. */
const VERSION = "2";

/** What runs of the simulator do not show. */
export const noEvidence: readonly string[] = [
  "It is no evidence for the speed of a real platform: its durations are distributions, most of them assumed, and the spread of nearly all.",
  "It is no evidence for what fails: uploads and staging fail by a fixed share, and nothing else fails by itself.",
  "It is no evidence for the repair of a lost store: the rate at which applications are desired again was set to the published time.",
  "It has no network, no memory of its components, no garbage collection and no failover of a database.",
];

const own = {
  lager: choice("lager lines", ["auto", "rfc3339", "epoch", "off"], {
    about:
      "encoding of the log, which is kept in memory; auto keeps one only if it is read",
  }),
};

/** Setting that is a path. */
const FILES = "files";

export const simulator: PlatformSystem = {
  name: "simulator",
  title: "simulated container platform (virtual time, assumed durations)",
  mode: "simulated",
  can: [
    "push-apps",
    "run-tasks",
    "kill-cells",
    "cut-store",
    "wipe-store",
    "platform-logs",
  ],
  metricFamilies: [],
  programs: [],
  parameters: {},
  identifying: [],
  settings: {
    ...describeSettings(own),
    [FILES]:
      "folder for what the real tools would have written of each run: its log, cedar's output, Fezzik's reports, logs of applications",
  },
  sizes(texts) {
    readOwn(texts);
    return [];
  },
  async start(options) {
    const { settings, processes, cells } = options;
    const platform = startSimulator(options);
    const folder = settings[FILES] ?? "";
    return folder === "" ? platform : await withFiles(platform, {
      folder: `${folder}/${processes.run}`,
      cells,
    });
  },
};

/** Files have the log as well. */
function toEncoding(
  { settings, logs }: Pick<StartPlatformOptions, "settings" | "logs">,
): Encoding | "off" {
  const { lager } = readOwn(settings);
  if (lager !== "auto") return lager;
  return logs || settings[FILES] ? "rfc3339" : "off";
}

/** Throws `UsageError` for a value that a setting cannot have. */
function readOwn({ [FILES]: _, ...texts }: Readonly<Record<string, string>>) {
  return readSettings(own, texts);
}

/** Starts a simulated platform, whose virtual time begins at `startedAt`. */
export function startSimulator(
  options: Omit<StartPlatformOptions, "processes" | "signal">,
): Platform {
  const lager = toEncoding(options);
  const { cells, cellMemory, cellDisk, seed } = options;
  const world = toWorld({
    cells,
    cellMemory,
    cellDisk,
    seed,
    startedAt: Math.round(options.startedAt),
    isLogged: lager !== "off",
  });
  const time = toVirtualTime(world);
  startLoops(world);
  return {
    version: VERSION,
    clock: {
      isVirtual: true,
      now: () => toMs(world, world.now),
      wait: (seconds, signal) => waitFor(time, seconds, signal),
    },
    cells: world.cells.names,
    remarks: [...noEvidence, ...listAssumptions()],
    push: (app, limits) =>
      untilAnswered(time, (answer) => pushApp(world, app, limits, answer)),
    instances: () => Promise.resolve(listInstances(world)),
    samples: () => world.samples.splice(0),
    scale: (name, instances, limits) =>
      untilAnswered(
        time,
        (answer) => scaleApp(world, { name, instances }, limits, answer),
      ),
    remove: (name, limits) =>
      untilAnswered(time, (answer) => removeApp(world, name, limits, answer)),
    runTasks: async (n, limits) =>
      toTaskResults(
        world,
        await untilAnswered<TaskBatch>(
          time,
          (answer) => runTasks(world, n, limits, answer),
        ),
      ),
    watch(onEvent) {
      const { watchers } = world;
      watchers.push(onEvent);
      return {
        [Symbol.dispose]() {
          const at = watchers.indexOf(onEvent);
          if (at >= 0) watchers.splice(at, 1);
        },
      };
    },
    killCells: (n) =>
      Promise.resolve(
        killCells(world, n).map((cell) => world.cells.names[cell] ?? ""),
      ),
    restoreCells: (names) => Promise.resolve(restoreCells(world, names)),
    cutStore: (share, seconds) =>
      Promise.resolve(cutStore(world, share, seconds)),
    wipeStore: (share, seconds) =>
      Promise.resolve(wipeStore(world, share, seconds)),
    logs: lager === "off" ? null : async function* () {
      yield* toLagerLines(world, lager);
    },
    [Symbol.asyncDispose]() {
      endTime(time);
      return Promise.resolve();
    },
  };
}

function listInstances(world: World): InstanceState[] {
  const { entities } = world;
  return world.apps.filter(({ isDesired }) => isDesired).flatMap((app) =>
    app.entities.filter((row) => entities.state[row] !== GONE).map((row) => ({
      app: app.name,
      index: entities.index[row]!,
      cell: cellName(world, row),
      state: statusOf(world, row),
      since: toMs(world, entities.since[row]!),
    }))
  );
}

function toTaskResults(
  world: World,
  { app, startedAt, created, outcome }: TaskBatch,
): TaskResult[] {
  const { entities, failures, cells } = world;
  return app.entities.map((row, i) => {
    const code = failures.get(row) ?? "";
    const isDone = entities.stored[row] === 1;
    const hasEnded = isDone || code !== "";
    return {
      task: taskGuid(world, row),
      cell: cells.names[entities.lastCell[row]!] ?? "",
      startedAt: toMs(world, startedAt),
      created: created[i]!,
      completed: hasEnded ? entities.upAt[row]! - startedAt : null,
      outcome: isDone ? "ok" : code !== "" ? "failed" : outcome,
      error: code === "" ? "" : `the task failed: ${code}`,
      code,
    };
  });
}
