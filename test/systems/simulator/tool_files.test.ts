/** What a simulated run writes passes through the importers of the real tools, and comes out as it was. */
import { expect, test } from "vitest";
import { admitAll, readSource, toImporter } from "../../../src/ingest/mod.ts";
import type { Operation } from "../../../src/record/mod.ts";
import { readPushStages } from "../../../src/systems/platform/app_log.ts";
import type {
  InstanceEvent,
  PlatformEvent,
  PushResult,
  TaskResult,
} from "../../../src/systems/platform/platform.ts";
import { withFiles } from "../../../src/systems/simulator/tool_files.ts";
import { readWhole } from "../../testing/read_whole.ts";
import { withTempFolder } from "../../testing/records.ts";
import { collect, limits, mix, pushAll, signal, start } from "./_platform.ts";

const CELLS = 3;

const TASKS = 40;

interface Written {
  readonly folder: string;
  readonly results: readonly PushResult[];
  readonly tasks: readonly TaskResult[];
  readonly events: readonly PlatformEvent[];
}

/** Pushes a part of the mix, runs tasks, and loses a cell. */
function withWritten(
  lager: string,
  act: (written: Written) => Promise<void>,
): Promise<void> {
  return withTempFolder(async (folder) => {
    const platform = await withFiles(start(CELLS, { seed: 2, lager }), {
      ...{ folder, cells: CELLS },
    });
    const events = collect(platform);
    const results = await pushAll(platform, mix(CELLS, 0.2), 6);
    const tasks = await platform.runTasks!(TASKS, limits);
    await platform.clock.wait(60, signal);
    await platform.killCells!(1);
    await platform.clock.wait(300, signal);
    await platform[Symbol.asyncDispose]();
    await act({ folder, results, tasks, events });
  });
}

async function importFile(format: string, path: string) {
  const file = readSource(path);
  const read = toImporter(format).read(file, {
    ...{ experiment: "x", settings: {} },
  });
  const imported = await readWhole(admitAll(file, read));
  const { counts, rows } = imported;
  expect(counts.read).toBe(counts.stored + counts.rejected);
  const ofKind = (kind: string) =>
    rows.operations.filter((operation) => operation.kind === kind);
  return { ...imported, ofKind };
}

function sorted(seconds: readonly (number | null)[]): number[] {
  return seconds.flatMap((value) => value ?? []).sort((a, b) => a - b);
}

/** Expects the durations to be the same to some digits. */
function expectSame(
  operations: readonly Operation[],
  seconds: readonly (number | null)[],
  digits: number,
): void {
  const read = sorted(operations.map(({ duration_s }) => duration_s));
  const own = sorted(seconds);
  expect(read).toHaveLength(own.length);
  for (const [i, value] of own.entries()) {
    expect(read[i]).toBeCloseTo(value, digits);
  }
}

/** Seconds from the first event of each instance, or of its application, to its first running. */
function firstRunnings(
  events: readonly PlatformEvent[],
  { since, apps }: {
    readonly since: "instance" | "app";
    readonly apps: (app: string) => boolean;
  },
): number[] {
  const first = new Map<string, number>();
  const ran = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== "instance" || !apps(event.app)) continue;
    const { app, index, at } = event;
    const key = `${app}/${index}`;
    const begin = since === "app" ? app : key;
    if (!first.has(begin)) first.set(begin, at);
    if (event.state !== "running" || ran.has(key)) continue;
    ran.set(key, (at - first.get(begin)!) / 1000);
  }
  return [...ran.values()];
}

const isOk = ({ outcome }: { readonly outcome: string }) => outcome === "ok";

test.each(["epoch", "rfc3339"] as const)(
  "a simulated log of encoding %s: tasks, instances and missing cells are what was simulated",
  (lager) =>
    withWritten(lager, async ({ folder, results, tasks, events }) => {
      const { ofKind, rows } = await importFile(
        "lager",
        `${folder}/platform.log`,
      );
      const stagings = results.filter(({ push }) => isOk(push)).length;
      expect(ofKind("task")).toHaveLength(TASKS + stagings);
      const guids = new Set(tasks.map(({ task }) => `task:${task}`));
      const own = ofKind("task").filter(({ operation_id }) =>
        guids.has(operation_id)
      );
      // The callback, which is the last of its stages, comes after the completion.
      const slack = own.map(({ operation_id, duration_s }) =>
        duration_s! -
        tasks.find(({ task }) => operation_id === `task:${task}`)!.completed!
      );
      expect(slack).toHaveLength(TASKS);
      expect(Math.min(...slack)).toBeGreaterThan(0);
      expect(Math.max(...slack)).toBeLessThan(0.5);
      const lost = events.filter((event): event is InstanceEvent =>
        event.kind === "instance" && event.reason === "cell-lost"
      );
      expect(lost.length).toBeGreaterThan(5);
      expect(ofKind("missing-cell")).toHaveLength(lost.length);
      const names = new Map(
        results.map(({ guid }, i) => [guid, mix(CELLS, 0.2)[i]!]),
      );
      const steady = ofKind("lrp").filter(({ subject, duration_s }) =>
        names.get(subject)?.kind !== "crashing" && duration_s !== null
      );
      expectSame(
        steady,
        firstRunnings(events, {
          since: "instance",
          apps: (app) => !app.startsWith("crashing"),
        }),
        5,
      );
      const runs = ofKind("lrp").filter(isOk).length;
      const runnings = events.filter((event) =>
        event.kind === "instance" && event.state === "running"
      );
      expect(runs).toBe(runnings.length);
      const codes = rows.warnings.map(({ code }) => code);
      expect(codes.filter((code) => code !== "unused-line")).toEqual([]);
    }),
);

test("cedar's output has every push that began, with its durations and outcomes", () =>
  withWritten("off", async ({ folder, results }) => {
    const { ofKind } = await importFile("cedar", `${folder}/output.json`);
    for (const phase of ["push", "start"] as const) {
      expect(ofKind(phase)).toHaveLength(results.length);
      expectSame(
        ofKind(phase).filter(isOk),
        results.map((result) => result[phase]).filter(isOk)
          .map(({ duration }) => duration),
        6,
      );
    }
  }));

test("Fezzik's reports have every instance and task, instances as a poll every 200 ms sees them", () =>
  withWritten("off", async ({ folder, tasks, events }) => {
    const { ofKind, runs } = await importFile(
      "fezzik",
      `${folder}/reports.json`,
    );
    expectSame(ofKind("task"), tasks.map(({ completed }) => completed), 6);
    const own = sorted(
      firstRunnings(events, { since: "app", apps: () => true }),
    );
    const read = sorted(ofKind("lrp").map(({ duration_s }) => duration_s));
    expect(read).toHaveLength(own.length);
    for (const [i, seconds] of own.entries()) {
      expect(read[i]! - seconds).toBeGreaterThan(-1e-6);
      expect(read[i]! - seconds).toBeLessThan(0.2 + 1e-6);
    }
    const apps = new Set(
      events.flatMap((event) => event.kind === "instance" ? event.app : []),
    );
    expect(runs).toHaveLength(apps.size + 1);
  }));

test("the log of an application has the stages of its start", () =>
  withWritten("off", async ({ folder, results }) => {
    const apps = mix(CELLS, 0.2);
    for (const [i, { stages }] of results.entries()) {
      const text = await Deno.readTextFile(
        `${folder}/apps/${apps[i]!.name}.log`,
      );
      expect(readPushStages(text).map(({ stage }) => stage))
        .toEqual(stages.map(({ stage }) => stage));
    }
  }));
