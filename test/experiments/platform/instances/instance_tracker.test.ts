import { expect, test } from "vitest";
import { trackInstances } from "../../../../src/experiments/platform/instances/instance_tracker.ts";
import type { Operation, Stage } from "../../../../src/record/mod.ts";
import type { InstanceStatus } from "../../../../src/systems/platform/platform.ts";

const ZERO = Date.parse("2026-11-29T10:00:00Z");

function toTracker() {
  const operations: Operation[] = [];
  const stages: Stage[] = [];
  const tracker = trackInstances({
    run_id: "r",
    onOperations: (rows) => void operations.push(...rows),
    onStages: (rows) => void stages.push(...rows),
  });
  tracker.expect({ name: "a", kind: "hello", memory: 3 }, { traced: true });
  tracker.expect({ name: "c", kind: "crashing", memory: 5 }, { traced: false });
  /** Times are seconds. */
  const see = (
    second: number,
    state: InstanceStatus,
    { app = "a", index = 0, cell = "cell-1" } = {},
  ) =>
    tracker.onEvent({
      ...{ app, index, cell, state, since: null, reason: "" },
      number: 2 * index + (app === "a" ? 0 : 1),
      at: ZERO + second * 1000,
    });
  return {
    tracker,
    see,
    fault: (second: number, ...cells: string[]) =>
      tracker.beginFault({ at: ZERO + second * 1000, cells }),
    /** Closes it, and returns operations and their stages as lines. */
    lines() {
      tracker.close();
      const seconds = (at: string) => (Date.parse(at) - ZERO) / 1000;
      return operations.map((row) =>
        [
          row.operation_id,
          row.subject,
          row.outcome,
          row.started_at === null ? "-" : seconds(row.started_at),
          row.duration_s ?? "-",
          row.worker,
          row.code,
          ...stages.filter(({ operation_id }) =>
            operation_id === row.operation_id
          ).map(({ stage, at }) => `${stage}=${seconds(at)}`),
        ].filter((part) => part !== "").join(" ")
      );
    },
  };
}

test("an instance is an operation from its desire to its first running, whatever happens to it later", () => {
  const { see, lines, tracker } = toTracker();
  see(0, "unclaimed", { cell: "" });
  expect(tracker.pending()).toBe(1);
  see(1, "claimed");
  see(3, "running");
  expect(tracker.pending()).toBe(0);
  see(40, "crashed");
  see(50, "running");
  expect(lines()).toEqual([
    "lrp:a/0 hello ok 0 3 cell-1 Creating-ALRP=0 Claimed-ALRP=1 Running-In-BBS=3",
  ]);
});

test("an instance that never ran is unfinished, with its last state; one whose desire was not seen has no duration", () => {
  const { see, lines } = toTracker();
  see(0, "unclaimed", { cell: "" });
  see(5, "running", { index: 1 });
  see(7, "claimed", { index: 2 });
  expect(lines()).toEqual([
    "lrp:a/0 hello unfinished 0 - unclaimed Creating-ALRP=0",
    "lrp:a/2 hello unfinished - - cell-1 claimed Claimed-ALRP=7",
  ]);
});

test("instances on cells that died recover from the fault on, noticed or not", () => {
  const { tracker, see, fault, lines } = toTracker();
  for (const index of [0, 1, 2]) {
    see(0, "unclaimed", { index, cell: "" });
    see(1, "running", { index, cell: index === 2 ? "cell-2" : "cell-1" });
  }
  see(0, "unclaimed", { app: "c", cell: "" });
  see(1, "running", { app: "c" });
  expect(fault(100, "cell-1")).toBe(3);
  expect(tracker.recovering()).toBe(3);
  see(120, "unclaimed", { cell: "" });
  see(121, "claimed", { cell: "cell-2" });
  see(125, "running", { cell: "cell-2" });
  tracker.onRoute({ app: "a", index: 0, at: ZERO + 126_000 });
  see(130, "unclaimed", { app: "c", cell: "" });
  see(140, "running", { app: "c", cell: "cell-2" });
  expect(tracker.recovering()).toBe(1);
  expect(lines().filter((line) => line.startsWith("recover"))).toEqual([
    "recover:a/0 hello ok 100 25 cell-2 Lost=100 Noticed-Missing-Cell=120 Claimed-ALRP=121 Running-In-BBS=125 Routable=126",
    "recover:c/0 crashing ok 100 40 cell-2 Lost=100 Noticed-Missing-Cell=130 Running-In-BBS=140",
    "recover:a/1 hello unfinished 100 - cell-1 running Lost=100",
  ]);
});

test("instances that stop running in a fault of the store recover from the fault on, but for those that crash anyway", () => {
  const { tracker, see, fault, lines } = toTracker();
  for (const app of ["a", "c"]) {
    see(0, "unclaimed", { app, cell: "" });
    see(1, "running", { app });
  }
  expect(fault(10)).toBe(0);
  for (const app of ["a", "c"]) see(70, "missing", { app, cell: "" });
  see(80, "running");
  see(90, "missing");
  see(95, "running");
  tracker.endFault();
  see(200, "missing");
  expect(lines().filter((line) => line.startsWith("recover"))).toEqual([
    "recover:a/0 hello ok 10 70 cell-1 Lost=10 Noticed-Missing-Record=80 Running-In-BBS=80",
    "recover:a/0#2 hello ok 10 85 cell-1 Lost=10 Noticed-Missing-Record=95 Running-In-BBS=95",
  ]);
});

test("a record that the store lost is noticed when the platform desires the instance again, not when it is gone", () => {
  const { tracker, see, fault, lines } = toTracker();
  for (const index of [0, 1]) {
    see(0, "unclaimed", { index, cell: "" });
    see(1, "running", { index });
  }
  see(0, "unclaimed", { app: "c", cell: "" });
  see(1, "running", { app: "c" });
  fault(10);
  for (const index of [0, 1]) see(10, "missing", { index });
  see(10, "missing", { app: "c" });
  see(40, "unclaimed", { cell: "" });
  see(41, "claimed");
  see(43, "running");
  expect(tracker.unfollowed()).toBe(1);
  tracker.endFault();
  expect(lines().filter((line) => line.startsWith("recover"))).toEqual([
    "recover:a/0 hello ok 10 33 cell-1 Lost=10 Noticed-Missing-Record=40 Claimed-ALRP=41 Running-In-BBS=43",
    "recover:a/1 hello unfinished 10 - cell-1 missing Lost=10",
  ]);
});

test("what does not run again by the end of the fault is unfinished, even if it runs later", () => {
  const { tracker, see, fault, lines } = toTracker();
  see(0, "unclaimed", { cell: "" });
  see(1, "running");
  fault(10, "cell-1");
  see(40, "unclaimed", { cell: "" });
  tracker.endFault();
  see(100, "running");
  expect(tracker.recovering()).toBe(0);
  expect(lines().at(-1)).toBe(
    "recover:a/0 hello unfinished 10 - unclaimed Lost=10 Noticed-Missing-Cell=40",
  );
});

test("an instance that waited for its restart when the fault came is a restart, on whatever cell it was", () => {
  const { tracker, see, fault, lines } = toTracker();
  for (const index of [0, 1]) {
    see(0, "unclaimed", { app: "c", index, cell: "" });
    see(1, "running", { app: "c", index });
    see(31, "crashed", { app: "c", index, cell: "" });
  }
  expect(fault(40, "cell-1")).toBe(0);
  expect(tracker.recovering()).toBe(0);
  see(60, "unclaimed", { app: "c", cell: "" });
  see(65, "running", { app: "c", cell: "cell-2" });
  see(95, "crashed", { app: "c", cell: "" });
  see(99, "running", { app: "c", cell: "cell-2" });
  tracker.endFault();
  expect(lines()).toEqual([
    // Its stages are not recorded.
    "lrp:c/0 crashing ok 0 1 cell-1",
    "lrp:c/1 crashing ok 0 1 cell-1",
    "restart:c/0 crashing ok 40 25 cell-2",
    "restart:c/1 crashing unfinished 40 - crashed",
  ]);
});

test("instances of each kind are counted, and none runs on a cell that died", () => {
  const { tracker, see, fault } = toTracker();
  see(0, "unclaimed", { cell: "" });
  see(1, "running");
  see(1, "running", { index: 3, cell: "cell-2" });
  see(1, "claimed", { app: "c", cell: "cell-2" });
  const running = () => tracker.counts().map(({ running }) => running);
  expect(tracker.counts()).toEqual([
    { kind: "hello", desired: 2, running: 2, memory: 6 },
    { kind: "crashing", desired: 1, running: 0, memory: 5 },
  ]);
  fault(10, "cell-1");
  expect(running()).toEqual([1, 0]);
  see(30, "unclaimed", { cell: "" });
  see(40, "running", { cell: "cell-2" });
  expect(running()).toEqual([2, 0]);
  tracker.endFault();
  see(50, "running", { cell: "cell-1" });
  see(60, "running", { app: "c", cell: "cell-1" });
  expect(running()).toEqual([2, 1]);
});

test("instances that are no longer desired are dropped: what was open of them is unfinished", () => {
  const { tracker, see, fault, lines } = toTracker();
  for (const index of [0, 1, 2]) see(0, "unclaimed", { index, cell: "" });
  for (const index of [0, 1]) see(1, "running", { index });
  fault(10, "cell-1");
  tracker.drop("a", 1);
  tracker.drop("unknown", 0);
  expect(tracker.counts()).toEqual([
    { kind: "hello", desired: 1, running: 0, memory: 3 },
  ]);
  expect([tracker.pending(), tracker.recovering()]).toEqual([0, 1]);
  expect(lines().slice(2)).toEqual([
    "recover:a/1 hello unfinished 10 - cell-1 running Lost=10",
    "lrp:a/2 hello unfinished 0 - unclaimed Creating-ALRP=0",
    "recover:a/0 hello unfinished 10 - cell-1 running Lost=10",
  ]);
});
