import { expect, test } from "vitest";
import { defineExperiment } from "../../../src/lab/plan/experiment.ts";
import {
  prepareSession,
  type PrepareSessionOptions,
} from "../../../src/lab/session/prepare_session.ts";
import { toNewRun } from "../../../src/lab/session/new_run.ts";
import { choice, number } from "../../../src/lab/plan/settings.ts";
import type { System } from "../../../src/lab/system/system_under_test.ts";
import { appendRuns, type Run, UsageError } from "../../../src/record/mod.ts";
import {
  toTestParam,
  toTestRun,
  withTempFolder,
} from "../../testing/records.ts";
import { toTestSystem } from "../../testing/systems.ts";

const experiment = defineExperiment({
  name: "kv",
  question: "?",
  settings: {
    nodes: number("Nodes", 3, { min: 1 }),
    workers: number("Workers", 10, { min: 1 }),
  },
  presets: {
    full: {
      title: "full",
      axes: { nodes: [1, 3] },
      settings: {},
      repetitions: 2,
    },
    one: { title: "one", axes: {}, settings: {}, repetitions: 1 },
  },
  requires: ["key-value"],
  objectives: [],
});

const etcd = toTestSystem("etcd", {
  settings: { election: "ms", pre_vote: "off or on", place: "URL" },
  parameters: { pre_vote: choice("Pre-vote", ["off", "on"]) },
  identifying: ["place"],
});

function prepare(
  request: Partial<PrepareSessionOptions> = {},
  sizes: number[] = [],
) {
  return prepareSession({
    experiment,
    procedure: {
      estimate: ({ workers }) => ({
        ...{ seconds: Number(workers), simulated: null },
      }),
      run: () => Promise.reject(new Error("not run")),
    },
    preset: "full",
    systems: [{ ...etcd, sizes: () => sizes }],
    set: {},
    repetitions: 0,
    seed: 5,
    resume: false,
    record: "",
    ...request,
  });
}

test("prepareSession() plans every run, and estimates their duration", async () => {
  const prepared = await prepare({ set: { workers: "7" } });
  expect(prepared).toMatchObject({
    ...{ total: 4, seed: 5, seconds: 28, simulated: null },
  });
  expect(prepared.planned).toHaveLength(4);
  expect(prepared.planned.every(({ values }) => values.workers === 7)).toBe(
    true,
  );
  expect(prepared.session).toMatch(/^\d{8}T\d{6}Z$/);
});

test("prepareSession() estimates virtual time beside the machine's", async () => {
  const prepared = await prepare({
    procedure: {
      estimate: () => ({ seconds: 2, simulated: 3600 }),
      run: () => Promise.reject(new Error("not run")),
    },
  });
  const { length } = prepared.planned;
  expect(prepared.seconds).toBe(2 * length);
  expect(prepared.simulated).toBe(3600 * length);
});

test("prepareSession() has identifying settings of the system in case ids", async () => {
  const ids = async (set: PrepareSessionOptions["set"]) =>
    (await prepare({ set, preset: "one" })).planned
      .map(({ case_id }) => case_id);
  expect(await ids({ election: "50" })).toEqual(["etcd nodes=3"]);
  expect(await ids({ place: "http://127.0.0.1:1" }))
    .toEqual(["etcd place=http://127.0.0.1:1 nodes=3"]);
});

test("prepareSession() splits settings between experiment and system", async () => {
  const { planned, systems } = await prepare({
    set: { nodes: "1,3,5", election: "50" },
    repetitions: 1,
  });
  expect(planned.map(({ values }) => values.nodes).toSorted()).toEqual([
    1,
    3,
    5,
  ]);
  expect(systems.map(({ settings }) => settings)).toEqual([{
    election: "50",
  }]);
});

test("prepareSession() makes an axis of a system parameter, in the case ids", async () => {
  const { planned } = await prepare({
    preset: "one",
    set: { pre_vote: "off,on" },
  });
  expect(
    planned.map(({ case_id, values }) => [case_id, values.etcd_pre_vote])
      .toSorted(),
  ).toEqual([
    ["etcd nodes=3 etcd_pre_vote=on", "on"],
    ["etcd nodes=3", "off"],
  ]);
  const [other] = (await prepare({ preset: "one" })).planned;
  expect(other).toMatchObject({
    case_id: "etcd nodes=3",
    values: { etcd_pre_vote: "off" },
  });
});

test.each([
  [
    { pre_vote: "maybe" },
    "Cannot set pre_vote as it must be one of off, on: current value is 'maybe'",
  ],
  [
    { worker: "5" },
    "Cannot set 'worker' as it must be one of nodes, workers, election, pre_vote, place; did you mean 'workers'?",
  ],
  [{ constructor: "5" }, "Cannot set 'constructor' as it must be one of"],
  [{ workers: "0" }, "Cannot set workers as it must be a whole number from 1"],
])("prepareSession() refuses %j", async (set, message) => {
  const preparing = prepare({ set });
  await expect(preparing).rejects.toThrow(UsageError);
  await expect(preparing).rejects.toThrow(message);
});

test.each(["none", "constructor"])(
  "prepareSession() refuses the preset '%s'",
  async (preset) => {
    await expect(prepare({ preset })).rejects.toThrow(
      `Cannot plan as there is no preset '${preset}'`,
    );
  },
);

test("prepareSession() refuses sizes that the system cannot have", async () => {
  await expect(prepare({}, [3, 6])).rejects.toThrow(
    "Cannot run etcd with nodes=1 as it can have 3, 6: use --set nodes=3,6",
  );
  expect((await prepare({ set: { nodes: "6" } }, [3, 6])).total).toBe(2);
});

test("prepareSession() takes the only size that a cluster can have", async () => {
  const { planned } = await prepare({ preset: "one" }, [4]);
  expect(planned.map(({ values }) => values.nodes)).toEqual([4]);
});

test("prepareSession() resumes an interrupted session in its order", () =>
  withTempFolder(async (record) => {
    const first = await prepare({ seed: 8 });
    const params = [
      toTestParam("preset", "full"),
      toTestParam("session", "s1"),
      toTestParam("seed", 8),
    ];
    await appendRuns(
      record,
      first.planned.slice(0, 3).map(({ case_id, repetition }, i) =>
        toTestRun(`r${i}`, {
          case_id,
          repetition,
          params,
          status: i === 2 ? "incomplete" : "ok",
        })
      ),
    );
    const resumed = await prepare({ resume: true, record, seed: null });
    expect(resumed).toMatchObject({ session: "s1", seed: 8, total: 4 });
    expect(resumed.planned).toEqual(first.planned.slice(2));
  }));

test("prepareSession() resumes a session with the recorded settings", () =>
  withTempFolder(async (record) => {
    const request = {
      set: { nodes: "5,7,9", workers: "7", election: "50" },
      repetitions: 3,
    };
    const first = await prepare(request);
    expect(first).toMatchObject({ total: 9, repetitions: 3 });
    const [firstRun] = first.planned;
    if (!firstRun) throw new Error("Nothing is planned");
    const run = toNewRun(firstRun, {
      ...{
        experiment,
        preset: "full",
        toolVersion: "0",
        environment: {},
        labels: {},
      },
      ...first,
    });
    await appendRuns(record, [{ ...run, status: "ok" }]);

    const again = { resume: true, record, seed: null };
    const { planned, ...resumed } = await prepare(again);
    const { session, seed, total, repetitions, set } = first;
    expect(resumed).toMatchObject({ session, seed, total, repetitions, set });
    expect(planned).toEqual(first.planned.slice(1));
    expect((await prepare({ ...again, ...request })).planned).toEqual(planned);
    for (
      const [other, message] of [
        [
          { set: { workers: "8" } },
          "with --set workers=8 as it was started with --set workers=7",
        ],
        [{ set: { election: "60" } }, "with --set election=60 as"],
        [{ repetitions: 2 }, "with --repeat 2 as"],
        [{ seed: 6 }, "with --seed 6 as it was started with --seed 5"],
      ] as const
    ) {
      const preparing = prepare({ ...again, ...other });
      await expect(preparing).rejects.toThrow(UsageError);
      await expect(preparing).rejects.toThrow(message);
    }
  }));

test("prepareSession() uses the repetitions of the preset, and a random seed", async () => {
  const { repetitions, seed, set } = await prepare({ seed: null });
  expect({ repetitions, set }).toEqual({ repetitions: 2, set: {} });
  expect(Number.isInteger(seed)).toBe(true);
});

test("prepareSession() refuses to resume without a session on record", () =>
  withTempFolder(async (record) => {
    await expect(prepare({ resume: true, record })).rejects.toThrow(
      "Cannot resume as no session of preset 'full' on etcd is on record",
    );
  }));

const redis = toTestSystem("redis", {
  settings: { save: "seconds", election: "ms" },
  sizes: () => [3, 6],
});

test("prepareSession() gives each system the settings that it knows, and leaves out the cases that it cannot run", async () => {
  const { plan, systems, seconds } = await prepare({
    systems: [redis, etcd],
    set: { pre_vote: "off,on", save: "9", election: "50" },
    repetitions: 1,
  });
  expect(systems.map(({ system, settings }) => [system.name, settings]))
    .toEqual([
      ["etcd", { election: "50" }],
      ["redis", { save: "9", election: "50" }],
    ]);
  expect(plan.planned.map(({ case_id }) => case_id).toSorted()).toEqual([
    "etcd nodes=1",
    "etcd nodes=1 etcd_pre_vote=on",
    "etcd nodes=3",
    "etcd nodes=3 etcd_pre_vote=on",
    "redis nodes=3",
  ]);
  expect(plan.refused).toEqual([
    "Cannot run redis with nodes=1 as it can have 3, 6: use --set nodes=3,6",
  ]);
  expect(seconds).toBe(50);
});

test("prepareSession() makes the same plan in whatever order the systems are named", async () => {
  const planned = async (...systems: System[]) =>
    (await prepare({ systems, set: { nodes: "3" }, repetitions: 4 })).planned;
  expect(await planned(redis, etcd)).toEqual(await planned(etcd, redis));
});

test("prepareSession() refuses what none of several systems can run", async () => {
  const systems = [redis, { ...redis, name: "valkey" }];
  await expect(prepare({ systems, set: { nodes: "2" } })).rejects.toThrow(
    "Cannot run redis with nodes=2 as it can have 3, 6",
  );
  await expect(prepare({ systems, set: { sav: "2" } })).rejects.toThrow(
    "it must be one of nodes, workers, save, election; did you mean 'save'?",
  );
});

test("prepareSession() resumes a session of several systems, and no session of one of them", () =>
  withTempFolder(async (record) => {
    const systems = [etcd, redis];
    const request = { systems, set: { nodes: "3", save: "9" }, repetitions: 3 };
    const first = await prepare(request);
    const shared = { experiment, preset: "full", toolVersion: "0" };
    await appendRuns(
      record,
      first.planned.slice(0, 2).map((planned): Run => ({
        ...toNewRun(planned, {
          ...shared,
          environment: {},
          labels: {},
          ...first,
        }),
        status: "ok",
      })),
    );
    const again = { resume: true, record, seed: null };
    const resumed = await prepare({ ...again, systems });
    expect(resumed.session).toBe(first.session);
    expect(resumed.set).toEqual(request.set);
    expect(resumed.planned).toEqual(first.planned.slice(2));
    await expect(prepare({ ...again, systems: [redis] })).rejects.toThrow(
      "no session of preset 'full' on redis is on record: use --system etcd,redis for the last one",
    );
  }));
