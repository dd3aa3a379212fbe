/**
 * Writes what the real tools would have written of a simulated run, for their importers: `platform.log` if lager lines are
 * kept, `output.json` of cedar, `reports.json` of Fezzik, and the log of each application in `apps`.
 */
import { writeAll } from "../../record/mod.ts";
import type {
  InstanceEvent,
  Platform,
  PushResult,
  TaskResult,
} from "../platform/platform.ts";
import { toAppLog } from "./app_log_lines.ts";
import { toCedarOutput } from "./cedar_output.ts";
import {
  type InstanceReport,
  toInstanceReport,
  toTaskReport,
} from "./fezzik_reports.ts";

/** Of the addresses in cedar's output. */
const DOMAIN = "simulator.invalid";

/** Lines of log that are written at once. */
const LINES_AT_ONCE = 10_000;

/** What is written at the end. Times are milliseconds since 1970. */
interface Collected {
  readonly pushes: { readonly app: string; readonly result: PushResult }[];
  readonly batches: {
    readonly at: number;
    readonly requested: number;
    readonly tasks: readonly TaskResult[];
  }[];
  /** Instances by application and index. */
  readonly instances: Map<string, Map<number, Seen>>;
}

/** When an instance was first seen in each state. */
type Seen =
  & { at: number }
  & {
    -readonly [K in keyof InstanceReport["instances"][number]]:
      InstanceReport["instances"][number][K];
  };

/** Returns the platform, which writes its files when it is stopped. Throws an Error if the folder cannot be made. */
export async function withFiles(
  platform: Platform,
  { folder, cells }: { readonly folder: string; readonly cells: number },
): Promise<Platform> {
  await Deno.mkdir(`${folder}/apps`, { recursive: true });
  const { clock, runTasks } = platform;
  const collected: Collected = {
    ...{ pushes: [], batches: [], instances: new Map() },
  };
  const watching = platform.watch?.((event) => {
    if (event.kind === "instance") note(collected.instances, event);
  });
  return {
    ...platform,
    async push(app, options) {
      const result = await platform.push(app, options);
      collected.pushes.push({ app: app.name, result });
      return result;
    },
    runTasks: runTasks && (async (n, options) => {
      const at = clock.now();
      const tasks = await runTasks(n, options);
      collected.batches.push({ at, requested: n, tasks });
      return tasks;
    }),
    async [Symbol.asyncDispose]() {
      watching?.[Symbol.dispose]();
      await write(collected, { folder, cells, logs: platform.logs });
      await platform[Symbol.asyncDispose]();
    },
  };
}

function note(
  all: Collected["instances"],
  { app, index, state, cell, at }: InstanceEvent,
): void {
  const own = all.get(app) ?? new Map<number, Seen>();
  all.set(app, own);
  const seen: Seen = own.get(index) ??
    { at, index, claimed: null, running: null, cell: "" };
  own.set(index, seen);
  if (state !== "claimed" && state !== "running") return;
  if (seen[state] !== null) return;
  seen[state] = at;
  seen.cell = cell;
}

async function write(
  { pushes, batches, instances }: Collected,
  { folder, cells, logs }: {
    readonly folder: string;
    readonly cells: number;
    readonly logs: Platform["logs"];
  },
): Promise<void> {
  await Deno.writeTextFile(
    `${folder}/output.json`,
    toCedarOutput(pushes, { domain: DOMAIN, succeeded: true }),
  );
  for (const { app, result } of pushes) {
    await Deno.writeTextFile(`${folder}/apps/${app}.log`, toAppLog(result));
  }
  const reports = [
    ...[...instances.values()].map((own) => {
      const rows = [...own.values()];
      const at = rows[0]?.at ?? 0;
      return toInstanceReport({
        ...{ at, cells, requested: rows.length, instances: rows },
      });
    }),
    ...batches.map(({ tasks, requested, at }) =>
      toTaskReport(tasks, { cells, requested, at })
    ),
  ];
  await Deno.writeTextFile(`${folder}/reports.json`, reports.join(""));
  if (logs) await writeLog(`${folder}/platform.log`, logs());
}

async function writeLog(
  path: string,
  lines: AsyncIterable<string>,
): Promise<void> {
  using file = await Deno.create(path);
  const encoder = new TextEncoder();
  let held: string[] = [];
  const flush = () => {
    writeAll(file, encoder.encode(held.map((line) => `${line}\n`).join("")));
    held = [];
  };
  for await (const line of lines) {
    held.push(line);
    if (held.length >= LINES_AT_ONCE) flush();
  }
  flush();
}
