/** A Cloud Foundry as a platform. */
import { notBegun } from "../platform/not_begun.ts";
import { inParallel } from "../support/in_parallel.ts";
import type {
  AppSpec,
  InstanceState,
  Platform,
  PlatformResult,
  PushOptions,
  PushResult,
  TaskResult,
} from "../platform/platform.ts";
import { delay } from "../../lab/timing/delay.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import { Stats, toInstances } from "./cf_answers.ts";
import { toManifest } from "./cf_app.ts";
import type { CfClient } from "./cf_client.ts";
import {
  type AppOptions,
  pushFiles,
  readStages,
  startApp,
  toResult,
  toStatsPath,
  waitForInstances,
} from "./cf_push.ts";
import { runCfTasks } from "./cf_tasks.ts";

/** Commands in flight while all instances are listed, or all applications removed. */
const MAX_COMMANDS = 8;

/** Seconds that one look, or one removal at the end, may take. */
const COMMAND_TIMEOUT_S = 60;

const MIB = 2 ** 20;

/** Application of which tasks are run. */
const taskApp: AppSpec = {
  kind: "hello",
  ...{ name: "tasks", instances: 1, logRate: 0 },
  ...{ memory: 64 * MIB, disk: 256 * MIB, crashAfter: null },
};

export interface CfPlatformOptions {
  readonly version: string;
  /** Folder of the application. */
  readonly path: string;
  /** Temporary folder of the run. */
  readonly folder: string;
  /** Beginning of the names of the run's applications. */
  readonly prefix: string;
  readonly buildpack: string;
  readonly routes: boolean;
  /** Whether applications are left there in the end. */
  readonly keep: boolean;
  readonly maxFailedLooks: number;
}

/** An application that was created on the platform. */
interface Known {
  /** Name on the platform. */
  readonly name: string;
  readonly guid: string;
  readonly spec: AppSpec;
  started: boolean;
}

export function toCfPlatform(
  cf: CfClient,
  options: CfPlatformOptions,
): Platform {
  const { maxFailedLooks, prefix } = options;
  const apps = new Map<string, Known>();
  /** Names that `cf push` was called with: it may have created what it then failed to tell. */
  const names = new Map<string, string>();
  const own = new AbortController();
  let batches = 0;

  const toOptions = ({ timeout, signal }: PushOptions): AppOptions => ({
    ...{ timeout, maxFailedLooks },
    signal: AbortSignal.any([signal, own.signal]),
  });

  const push: Platform["push"] = async (spec, limits) => {
    if (limits.signal.aborted) {
      return { guid: "", push: notBegun, start: notBegun, stages: [] };
    }
    const name = `${prefix}-${spec.name}`;
    names.set(spec.name, name);
    const manifest = `${options.folder}/${name}.yml`;
    await Deno.writeTextFile(manifest, toManifest(spec, { ...options, name }));
    const appOptions = toOptions(limits);
    const pushed = await pushFiles(cf, { name, manifest }, appOptions);
    if (pushed.push.outcome !== "ok") {
      return { ...pushed, start: notBegun, stages: [] };
    }
    const known: Known = { name, guid: pushed.guid, spec, started: false };
    apps.set(spec.name, known);
    const start = await startApp(cf, {
      ...{ name, guid: pushed.guid, instances: spec.instances },
      crashes: spec.crashAfter !== null,
    }, appOptions);
    known.started = start.outcome === "ok";
    return { ...pushed, start, stages: await readStages(cf, name, appOptions) };
  };

  const remove = async (
    app: string,
    limits: PushOptions,
  ): Promise<PlatformResult> => {
    if (limits.signal.aborted) return notBegun;
    const startedAt = now();
    const deleted = await cf.run(
      ["delete", names.get(app) ?? `${prefix}-${app}`, "-f", "-r"],
      toOptions(limits),
    );
    if (deleted.outcome === "ok") {
      apps.delete(app);
      names.delete(app);
    }
    return toResult(startedAt, deleted, 1);
  };

  return {
    version: options.version,
    clock: { isVirtual: false, now, wait: delay },
    cells: [],
    remarks: [
      `applications are pushed with the buildpack ${options.buildpack}, ${
        options.routes ? "with" : "without"
      } routes`,
    ],
    push,
    async instances() {
      const listed: InstanceState[] = [];
      const started = [...apps.values()].filter(({ started }) => started);
      await inParallel(started, MAX_COMMANDS, async ({ guid, spec }) => {
        const stats = await cf.get(toStatsPath(guid), Stats, {
          ...{ timeout: COMMAND_TIMEOUT_S, signal: own.signal },
        });
        listed.push(...toInstances(spec.name, stats, now()));
      });
      return listed;
    },
    samples: () => [],
    async scale(app, instances, limits) {
      const known = apps.get(app);
      if (!known || limits.signal.aborted) return notBegun;
      const startedAt = now();
      const appOptions = toOptions(limits);
      const scaled = await cf.run(
        ["scale", known.name, "-i", String(instances)],
        appOptions,
      );
      if (scaled.outcome !== "ok") return toResult(startedAt, scaled, 1);
      return await waitForInstances(
        cf,
        {
          ...{ name: known.name, guid: known.guid, instances },
          crashes: known.spec.crashAfter !== null,
        },
        startedAt,
        appOptions,
      );
    },
    remove,
    async runTasks(n, limits) {
      let known = apps.get(taskApp.name);
      if (!known?.started) {
        const pushed = await push(taskApp, limits);
        known = apps.get(taskApp.name);
        if (!known?.started) return toUnasked(n, pushed);
      }
      return await runCfTasks(cf, {
        ...{ app: known.name, guid: known.guid, n },
        prefix: `batch-${++batches}-`,
      }, toOptions(limits));
    },
    ...{ watch: null, killCells: null, restoreCells: null },
    ...{ cutStore: null, wipeStore: null, logs: null },
    async [Symbol.asyncDispose]() {
      own.abort();
      if (options.keep) return;
      const { signal } = new AbortController();
      await inParallel([...names.values()], MAX_COMMANDS, async (name) => {
        await cf.run(["delete", name, "-f", "-r"], {
          ...{ timeout: COMMAND_TIMEOUT_S, signal },
        });
      });
    },
  };
}

/** Returns tasks that could not be asked for, as the application that they belong to was not pushed. */
function toUnasked(n: number, { push, start }: PushResult): TaskResult[] {
  const failed = push.outcome === "ok" ? start : push;
  return Array.from({ length: n }, (_, i) => ({
    ...{ task: `unasked-${i}`, cell: "", startedAt: failed.startedAt ?? now() },
    ...{ created: null, completed: null, outcome: failed.outcome },
    error: `the application of the tasks was not pushed: ${failed.error}`,
    code: failed.code,
  }));
}
