import { expect, test } from "vitest";
import {
  type StageLine,
  StagePairing,
  type StageTimeline,
} from "../../../src/ingest/stages/pair_stages.ts";
import { type StagedKind, stageModels } from "../../../src/record/mod.ts";

function line(
  at: number,
  message: string,
  data: StageLine["data"] = {},
  origin = "",
): StageLine {
  const source = message.split(".", 1)[0] ?? "";
  return { at, source, origin, message, data };
}

/** Stages with their times, by entity and attempt. */
function describe(timelines: readonly StageTimeline[]): unknown {
  return timelines.map(({ model, name, attempt, times }) => [
    attempt > 1 ? `${name}#${attempt}` : name,
    Object.fromEntries(
      model.stages.flatMap(({ stage }, i) =>
        Number.isNaN(times[i]) ? [] : [[stage, times[i]]]
      ),
    ),
  ]);
}

function pair(kinds: readonly StagedKind[], lines: readonly StageLine[]) {
  const pairing = new StagePairing(kinds.map((kind) => stageModels[kind]));
  for (const one of lines) pairing.add(one);
  return pairing;
}

test("StagePairing joins the lines of a task by any of its names", () => {
  const pairing = pair(["task"], [
    line(1, "bbs.desire-task.starting", { task_guid: "t" }),
    line(2, "rep.allocating-container", {
      "allocation-request": { Guid: "t" },
    }),
    line(3, "rep.create-in-garden.succeeded-creating-garden-container", {
      handle: "t",
      "cell-id": "cell-1",
    }),
    line(4, "bbs.resolved-task", { "task-guid": "t" }),
    line(5, "bbs.something-else", { "task-guid": "t" }),
    line(6, "bbs.resolved-task", {}),
  ]);
  expect(describe(pairing.finish())).toEqual([["t", {
    "Desiring-Task": 1,
    "Allocating-Container": 2,
    "Created-Container": 3,
    "Resolved": 4,
  }]]);
  expect(pairing.finish()[0]?.cell).toBe("cell-1");
  expect(pairing.counts).toEqual({
    ...{ used: 4, repeated: 0, nameless: 1, ownerless: 0 },
  });
});

test("StagePairing joins an instance to the lines from before it had a name", () => {
  const key = { process_guid: "p", index: 0 };
  const instance_key = { instance_guid: "i", cell_id: "cell-7" };
  const pairing = pair(["lrp"], [
    line(1, "bbs.db-create-unclaimed-actual-lrps.starting", { key }),
    line(3, "bbs.db-claim-actual-lrp.starting", { ...key, instance_key }),
    line(4, "bbs.db-claim-actual-lrp.complete", { ...key, instance_key }),
    line(5, "bbs.db-start-actual-lrp.complete", {
      actual_lrp_key: key,
      actual_lrp_instance_key: instance_key,
    }),
    // Its cell is lost, and a second instance takes its place.
    line(9, "bbs.db-create-unclaimed-actual-lrps.starting", { key }),
    line(10, "bbs.db-claim-actual-lrp.complete", {
      ...key,
      instance_key: { instance_guid: "j", cell_id: "cell-8" },
    }),
  ]);
  expect(describe(pairing.finish())).toEqual([
    ["i", {
      "Creating-ALRP": 1,
      "Claim-Request-Received": 3,
      "Claimed-ALRP": 4,
      "Running-In-BBS": 5,
    }],
    ["j", { "Creating-ALRP": 9, "Claimed-ALRP": 10 }],
  ]);
  const [first] = pairing.finish();
  expect(first).toMatchObject({ cell: "cell-7", subject: "p" });
});

test("StagePairing takes a creation that a slow clock tells after its claim", () => {
  const key = { process_guid: "p", index: 0 };
  const instance_key = { instance_guid: "i", cell_id: "cell-7" };
  const claim = "bbs.db-claim-actual-lrp.complete";
  const create = "bbs.db-create-unclaimed-actual-lrps.starting";
  const pairing = pair(["lrp"], [
    line(4000, claim, { ...key, instance_key }),
    line(6000, create, { key }),
    line(60_000, create, { key }),
  ]);
  expect(describe(pairing.finish())).toEqual([
    ["i", { "Creating-ALRP": 6000, "Claimed-ALRP": 4000 }],
    ["p/0", { "Creating-ALRP": 60_000 }],
  ]);
});

test("StagePairing waits until a line tells whose container it is", () => {
  const created = "rep.create-in-garden.succeeded-creating-garden-container";
  const instance = "2f4c6d8e-0a1b-4c3d-8e5f-0123456789ab";
  const instance_key = { instance_guid: instance, cell_id: "cell-1" };
  const pairing = pair(["task", "lrp"], [
    line(1, created, { handle: `process-${instance}` }),
    line(2, created, { handle: "t" }),
    line(3, created, { handle: "unknown" }),
    line(4, "bbs.db-claim-actual-lrp.complete", { instance_key }),
    line(5, "rep.start-task.finished", { "task-guid": "t" }),
    line(6, "rep.run-step-process.finished", {
      handle: `process-${instance}`,
    }),
    line(7, "rep.run-step-process.finished", { handle: "t" }),
  ]);
  expect(describe(pairing.finish())).toEqual([
    [instance, { "Claimed-ALRP": 4, "Created-Container": 1 }],
    ["t", {
      "Running-In-BBS": 5,
      "Created-Container": 2,
      "Finished-Running": 7,
    }],
  ]);
  // It may be one of a task, and one of an instance.
  expect(pairing.counts.ownerless).toBe(2);
});

test("StagePairing keeps what never got a name, or was asked for again", () => {
  const key = { process_guid: "p", index: 0 };
  const create = "bbs.db-create-unclaimed-actual-lrps.starting";
  const pairing = pair(["lrp"], [
    line(1, create, { key }),
    line(31, create, { key }),
  ]);
  expect(describe(pairing.finish())).toEqual([
    ["p/0", { "Creating-ALRP": 1 }],
    ["p/0#2", { "Creating-ALRP": 31 }],
  ]);
});

test("StagePairing counts what is told twice, and keeps times that go backwards", () => {
  const pairing = pair(["task"], [
    line(5, "bbs.desire-task.starting", { task_guid: "t" }),
    line(3, "rep.allocating-container", { "container-guid": "t" }),
    line(7, "rep.allocating-container", { "container-guid": "t" }),
  ]);
  expect(describe(pairing.finish())).toEqual([
    ["t", { "Desiring-Task": 5, "Allocating-Container": 3 }],
  ]);
  expect(pairing.counts.repeated).toBe(1);
});

test("StagePairing tells sessions apart by process, and by the start of a process", () => {
  const serving = "bbs.request.serving";
  const done = "bbs.request.done";
  const pairing = pair(["request"], [
    line(0, "bbs.starting"),
    line(1, "bbs.started"),
    line(2, serving, { session: "1", request: "/a" }, "one"),
    line(3, serving, { session: "1" }, "two"),
    line(4, done, { session: "1" }, "one"),
    line(5, serving, { session: "2" }, "two"),
    line(6, "bbs.started", {}, "two"),
    line(7, done, { session: "2" }, "two"),
    line(8, done, { session: "1" }, "two"),
  ]);
  const closed = pairing.takeClosed();
  expect(describe(closed)).toEqual([
    ["1", { Serving: 2, Done: 4 }],
    ["2", { Done: 7 }],
    ["1", { Done: 8 }],
  ]);
  expect(closed[0]?.subject).toBe("/a");
  expect(pairing.takeClosed()).toEqual([]);
  expect(describe(pairing.finish())).toEqual([
    ["1", { Serving: 3 }],
    ["2", { Serving: 5 }],
  ]);
});

test("StagePairing begins again where a session is used for the next loop", () => {
  const pairing = pair(["auction"], [
    line(1, "auctioneer.auction.scheduling", { session: "1" }),
    line(2, "auctioneer.auction.scheduled", { session: "1" }),
    line(3, "auctioneer.auction.scheduling", { session: "1" }),
    line(4, "auctioneer.auction.scheduling", { session: "1" }),
    line(5, "auctioneer.auction.scheduled", { session: "1" }),
  ]);
  expect(describe(pairing.takeClosed())).toEqual([
    ["1", { Scheduling: 1, Scheduled: 2 }],
    ["1", { Scheduling: 3 }],
    ["1", { Scheduling: 4, Scheduled: 5 }],
  ]);
  expect(pairing.finish()).toEqual([]);
});

test("StagePairing takes the handle of a container from the message", () => {
  const pairing = pair(["container"], [
    line(1, "garden-linux.pool.h1.creating"),
    line(2, "garden-linux.pool.h2.creating"),
    line(3, "garden-linux.pool.h1.start.started"),
  ]);
  expect(describe(pairing.finish())).toEqual([
    ["h1", { Creating: 1, Started: 3 }],
    ["h2", { Creating: 2 }],
  ]);
});
