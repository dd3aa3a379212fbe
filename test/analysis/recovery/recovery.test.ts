import { expect, test } from "vitest";
import {
  recoveries,
  type Recovery,
} from "../../../src/analysis/recovery/recovery.ts";
import type { Event, Operation, Param } from "../../../src/record/mod.ts";
import {
  atSecond,
  faultEvents,
  faultRun,
  toAttempts,
  toFaultEvent,
} from "../../testing/fault_run.ts";
import {
  toTestOperation,
  toTestParam,
  withTestStore,
} from "../../testing/records.ts";

const events = [
  ...faultEvents,
  toFaultEvent(1, "leader", "node-0"),
  toFaultEvent(10.5, "leader", ""),
  toFaultEvent(11.2, "leader", "node-1"),
  toFaultEvent(16.5, "caught_up", "node-0"),
];
const operations = [
  ...toAttempts({
    kind: "put",
    subject: "node-1",
    step: 0.1,
    out: [[10.05, 11.95]],
  }),
  ...toAttempts({
    kind: "probe_put",
    subject: "node-0",
    step: 0.05,
    out: [[10, 16.12]],
  }),
  ...toAttempts({
    kind: "probe_put",
    subject: "node-1",
    step: 0.05,
    out: [[10.02, 11.22], [17.01, 17.68]],
  }),
];

/** The recovery of one run with these events and operations. */
async function recoveryOf(
  events: readonly Event[],
  operations: readonly Operation[] = toAttempts({
    ...{ kind: "put", subject: "node-1", step: 0.1, out: [] },
  }),
) {
  const found: Recovery[] = [];
  await withTestStore(
    [[faultRun, { events, operations }]],
    async (store) => {
      found.push(...await recoveries(store, "faults"));
    },
  );
  return found[0];
}

test("recoveries() measures recovery by each definition", async () => {
  expect(await recoveryOf(events, operations)).toMatchObject({
    fault: "kill-leader",
    title: "The leader crashes (SIGKILL), and is started again",
    hit: "node-0",
    fault_s: 5,
    heal_s: 10,
    lost_leader: true,
    leader: { seconds: 1.2, censored: false },
    // From the injection at 10 s, which is the time of the last success, to 11.25 s.
    probeGap: {
      seconds: 1.25,
      censored: false,
      detected: true,
      baseline: 0.05,
    },
    loadGap: { seconds: 2, censored: false, detected: true },
    nodeGap: { seconds: 6.15, censored: false, detected: true },
    healGap: { seconds: 0.7, censored: false, detected: true },
    healLeader: null,
    caughtUp: { seconds: 1.5, censored: false },
    recovered: { seconds: 2, censored: false },
    recoveredAfterHealing: { seconds: 0, censored: false },
    before: 10,
    during: 6.2,
    after: 10,
    attempted: 150,
    lost: 19,
  });
});

test("recoveries() censors times that observation did not see end", async () => {
  const found = await recoveryOf(
    events.filter(({ kind, subject }) =>
      kind !== "caught_up" && subject !== "node-1"
    ),
    ["put", "probe_put"].flatMap((kind) =>
      toAttempts({ kind, subject: "node-1", step: 0.1, out: [[10.05, 99]] })
    ),
  );
  expect(found).toMatchObject({
    leader: { seconds: 15, censored: true },
    probeGap: { seconds: 15, censored: true },
    loadGap: { seconds: 15, censored: true },
    healGap: null,
    recovered: { seconds: 15, censored: true },
    recoveredAfterHealing: { seconds: 10, censored: true },
    caughtUp: { seconds: 10, censored: true },
    after: 0,
  });
});

test("recoveries() times an operation from when it was due", async () => {
  const due = (second: number, options: Partial<Operation>) =>
    toTestOperation("r1", {
      ...{ kind: "put", subject: "node-1", started_at: atSecond(second) },
      ...options,
    });
  const found: Recovery[] = [];
  const params = [...faultRun.params, toTestParam("timeout", 2)];
  await withTestStore(
    [[{ ...faultRun, params }, {
      events: faultEvents,
      operations: [
        // Ended before the request for the fault.
        due(9, { duration_s: 0.1 }),
        due(9, { duration_s: 0.9, outcome: "failed" }),
        // In time and late, due before the fault and after it.
        due(9.5, { duration_s: 1.9 }),
        due(9.5, { duration_s: 2.1 }),
        due(11, { duration_s: 6 }),
        due(16, { duration_s: 2 }),
        due(12, { duration_s: 4, outcome: "timeout" }),
      ],
    }]],
    async (store) => {
      found.push(...await recoveries(store, "faults"));
    },
  );
  expect(found).toMatchObject([{
    ...{ attempted: 5, lost: 3, failed: 1, late: 2 },
    ...{ before: 2 / 8, during: 0, after: 1 / 10 },
  }]);
});

test.each<[string, readonly Param[], string, string | null, boolean]>([
  [
    "that recorded it",
    [toTestParam("etcd_pre_vote", "on")],
    "etcd",
    "on",
    true,
  ],
  [
    "that recorded it in the old form",
    [toTestParam("etcd_pre_vote", "true")],
    "etcd",
    "on",
    true,
  ],
  [
    "whose session set nothing",
    [toTestParam("set", "{}")],
    "etcd",
    "off",
    false,
  ],
  ["without a record of it", [], "etcd", null, false],
  ["of another system", [toTestParam("set", "{}")], "redis", null, false],
])(
  "recoveries() derives pre-vote of a run %s",
  async (_, more, system, pre_vote, pre_vote_recorded) => {
    const run = { ...faultRun, system, params: [...faultRun.params, ...more] };
    await withTestStore([[run, { events: faultEvents }]], async (store) => {
      expect(await recoveries(store, "faults"))
        .toMatchObject([{ pre_vote, pre_vote_recorded }]);
    });
  },
);

test("recoveries() returns skipped runs without any time", () =>
  withTestStore(
    [[{ ...faultRun, status: "skipped", notes: "needs root" }, {}]],
    async (store) => {
      expect(await recoveries(store, "faults")).toMatchObject([{
        status: "skipped",
        notes: "needs root",
        hit: null,
        leader: null,
        probeGap: null,
        loadGap: null,
        healLeader: null,
        recovered: null,
        recoveredAfterHealing: null,
        caughtUp: null,
      }]);
    },
  ));

test("recoveries() distinguishes a leader lost after healing from one lost before", async () => {
  const found = await recoveryOf([
    ...faultEvents,
    toFaultEvent(1, "leader", "node-1"),
    toFaultEvent(16.5, "leader", ""),
    toFaultEvent(18, "leader", "node-1"),
  ]);
  expect(found).toMatchObject({
    lost_leader: false,
    leader: null,
    lost_leader_again: true,
    healLeader: { seconds: 3, censored: false },
  });
});

test("recoveries() counts to the last leader when leaders are lost repeatedly after healing", async () => {
  const changes = [
    toFaultEvent(1, "leader", "node-0"),
    toFaultEvent(16, "leader", "node-1"),
    toFaultEvent(17, "leader", ""),
    toFaultEvent(19, "leader", "node-2"),
  ];
  const found = await recoveryOf([...faultEvents, ...changes]);
  expect(found?.healLeader).toEqual({ seconds: 4, censored: false });
  const open = await recoveryOf([...faultEvents, ...changes.slice(0, 3)]);
  expect(open?.healLeader).toEqual({ seconds: 10, censored: true });
});

test("recoveries() counts a leader elected only after healing for a loss before it", async () => {
  const found = await recoveryOf([
    ...faultEvents,
    toFaultEvent(1, "leader", "node-0"),
    toFaultEvent(10.1, "leader", ""),
    toFaultEvent(15.6, "leader", "node-0"),
  ]);
  expect(found).toMatchObject({
    leader: { seconds: 5.6, censored: false },
    healLeader: null,
  });
});

/** As `faultEvents`, but injecting takes 0.4 s. */
const slowly = faultEvents.map((event) =>
  event.kind === "fault" ? { ...event, at: atSecond(10.4) } : event
);

test("recoveries() includes events between the request for a fault and its injection", async () => {
  const found = await recoveryOf([
    ...slowly,
    toFaultEvent(1, "leader", "node-0"),
    toFaultEvent(10.2, "leader", ""),
    toFaultEvent(10.3, "leader", "node-1"),
  ], [
    ...toAttempts({
      kind: "put",
      subject: "node-1",
      step: 0.1,
      out: [[10.05, 10.75]],
    }),
  ]);
  expect(found).toMatchObject({
    inject_s: 0.4,
    lost_leader: true,
    // Elected before the end of the injection.
    leader: { seconds: 0, censored: false },
    loadGap: { seconds: 0.8 },
    lost: 7,
  });
});

test("recoveries() leaves out operations due after observation ended", async () => {
  const late = ["ok", "timeout"].map((outcome) =>
    toTestOperation("r1", {
      kind: "put",
      outcome: outcome as Operation["outcome"],
      started_at: atSecond(25.1),
    })
  );
  const pending = toTestOperation("r1", {
    kind: "put",
    outcome: "unfinished",
    started_at: atSecond(24.9),
    duration_s: null,
  });
  expect(await recoveryOf(faultEvents, [...late, pending])).toMatchObject({
    attempted: 1,
    lost: 1,
  });
});

test("recoveries() returns no time to catch up for a node that was never behind", async () => {
  const caught = toFaultEvent(15.01, "caught_up", "node-0");
  const up = toFaultEvent(1, "health", "node-0", "up");
  const never = await recoveryOf([
    ...faultEvents,
    caught,
    up,
    toFaultEvent(12, "health", "node-1", "alone"),
    toFaultEvent(16, "health", "node-0", "alone"),
  ]);
  expect(never).toMatchObject({ behind: false, caughtUp: null });
  const behind = await recoveryOf([
    ...faultEvents,
    caught,
    up,
    toFaultEvent(12, "health", "node-0", "alone"),
  ]);
  expect(behind).toMatchObject({
    behind: true,
    caughtUp: { seconds: 0.01, censored: false },
  });
});

test("recoveries() of several faults counts from the first injection to the last healing, and all nodes", async () => {
  const found = await recoveryOf([
    ...faultEvents,
    toFaultEvent(12, "fault", "node-1", "pause-follower"),
    toFaultEvent(14, "heal", "node-1", "pause-follower"),
    toFaultEvent(14.5, "caught_up", "node-1"),
    toFaultEvent(12, "health", "node-1", "down"),
    toFaultEvent(16, "caught_up", "node-0"),
  ]);
  expect(found).toMatchObject({
    hit: "node-0,node-1",
    fault_s: 5,
    heal_s: 10,
    behind: true,
    caughtUp: { seconds: 1, censored: false },
  });
});

function toVerify(outcome: Operation["outcome"], code: string): Operation {
  return toTestOperation("r1", {
    kind: "verify",
    outcome,
    code,
    started_at: atSecond(26),
  });
}

test("recoveries() distinguishes keys that are gone from those with an older value", async () => {
  const verified = toFaultEvent(25, "verified", "");
  const found = await recoveryOf([
    ...faultEvents,
    { ...verified, data: '{"acknowledged":7012,"keys":988}' },
    toFaultEvent(10, "note", "node-0", "no node led"),
  ], [
    toVerify("ok", ""),
    toVerify("ok", ""),
    toVerify("miss", "gone"),
    toVerify("miss", "older"),
    toVerify("miss", "wrong"),
    toVerify("timeout", ""),
  ]);
  expect(found).toMatchObject({
    acknowledged: 7012,
    verified: 5,
    gone: 1,
    older: 1,
    wrong: 1,
  });
});

test("recoveries() returns null for older values where the record does not distinguish values", async () => {
  const found = await recoveryOf(faultEvents, [
    toVerify("ok", ""),
    toVerify("miss", "gone"),
  ]);
  expect(found).toMatchObject({
    acknowledged: null,
    verified: 2,
    gone: 1,
    older: null,
  });
});
