import { expect, test } from "vitest";
import { toFileLine } from "../../../src/ingest/stages/held_stages.ts";
import type { StageTimeline } from "../../../src/ingest/stages/open_timelines.ts";
import { StagePairing } from "../../../src/ingest/stages/pair_stages.ts";
import type { StageLine } from "../../../src/ingest/stages/stage_line.ts";
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
    ...{ ownerlessLines: 0, early: 0 },
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

test("StagePairing counts the lines that told nothing but stages of nobody's container", () => {
  const created = "rep.create-in-garden.succeeded-creating-garden-container";
  const pairing = new StagePairing([stageModels.task, stageModels.lrp]);
  const [owned, unknown, told] = [toFileLine(), toFileLine(), toFileLine()];
  pairing.add(line(1, created, { handle: "t" }), owned);
  pairing.add(line(2, created, { handle: "u" }), unknown);
  // Another log line in the same line of the file told something.
  pairing.add(line(3, created, { handle: "v" }), told);
  told.isUsed = true;
  expect(pairing.counts.ownerlessLines).toBe(2);
  pairing.add(line(4, "rep.start-task.finished", { "task-guid": "t" }));
  expect([owned.isUsed, unknown.isUsed]).toEqual([true, false]);
  expect(pairing.counts).toMatchObject({ ownerless: 4, ownerlessLines: 1 });
});

test("StagePairing leaves stages waiting that a line of another model names", () => {
  const pairing = pair(["task", "lrp", "container"], [
    line(1, "rep.allocating-container", { "container-guid": "h" }),
    line(2, "garden-linux.pool.h.creating"),
    line(3, "bbs.desire-task.starting", { task_guid: "h" }),
  ]);
  expect(describe(pairing.finish())).toEqual([
    ["h", { Creating: 2 }],
    ["h", { "Desiring-Task": 3, "Allocating-Container": 1 }],
  ]);
});

test("StagePairing closes those of which no line told for longest when there are too many", () => {
  const pairing = new StagePairing([stageModels.task], { maxOpen: 2 });
  const desire = "bbs.desire-task.starting";
  const resolved = "bbs.resolved-task";
  for (
    const one of [
      line(1, desire, { task_guid: "a" }),
      line(2, desire, { task_guid: "b" }),
      line(3, "bbs.desire-task.finished", { task_guid: "a" }),
      line(4, desire, { task_guid: "c" }),
      line(5, resolved, { task_guid: "b" }),
    ]
  ) pairing.add(one);
  expect(describe(pairing.takeClosed())).toEqual([
    ["b", { "Desiring-Task": 2 }],
    ["a", { "Desiring-Task": 1, "Auction-Submitted": 3 }],
  ]);
  const rest = pairing.finish();
  expect(describe(rest)).toEqual([
    ["c", { "Desiring-Task": 4 }],
    ["b", { Resolved: 5 }],
  ]);
  expect(rest.map(({ part, attempt }) => [part, attempt]))
    .toEqual([[1, 1], [2, 1]]);
  expect(pairing.counts.early).toBe(2);
});

test("StagePairing gives up the older half of too many stages that wait", () => {
  const pairing = new StagePairing([stageModels.task], { maxHeld: 2 });
  const allocating = "rep.allocating-container";
  for (const [at, guid] of ["a", "b", "c"].entries()) {
    pairing.add(line(at, allocating, { "container-guid": guid }));
  }
  pairing.add(line(4, "bbs.desire-task.starting", { task_guid: "a" }));
  pairing.add(line(5, "bbs.desire-task.starting", { task_guid: "c" }));
  expect(describe(pairing.finish())).toEqual([
    ["a", { "Desiring-Task": 4 }],
    ["c", { "Desiring-Task": 5, "Allocating-Container": 2 }],
  ]);
  expect(pairing.counts).toMatchObject({ ownerless: 2, ownerlessLines: 2 });
});

test("StagePairing pairs the text lines of cf logs by application", () => {
  const text = (at: number, job: string, message: string, app = "a") => ({
    ...line(at, message, { app_guid: app, job }),
    source: job,
  });
  const started = 'Updated app with guid x ({"state"=>"STARTED"})';
  const pairing = pair(["start"], [
    text(1, "API/0", started),
    text(2, "STG/0", "Creating container"),
    text(3, "CELL/0", "Cell 1 creating container for instance 2"),
    text(4, "CELL/0", "Cell 1 successfully created container for instance 2"),
    text(5, "CELL/0", "Container became healthy"),
    text(6, "API/0", "Creating build for app with guid x", "b"),
    text(7, "API/0", started),
  ]);
  expect(describe(pairing.finish())).toEqual([
    ["a", {
      ...{ "CC-Says-Start": 1, "Creating-Stg": 2, "Creating-Inst": 3 },
      ...{ "Created-Inst": 4, Healthy: 5 },
    }],
    ["b", { "CC-Says-Start": 6 }],
    ["a#2", { "CC-Says-Start": 7 }],
  ]);
});

test("StagePairing names the fields that count for a message", () => {
  const { request, lrp } = stageModels;
  const pairing = new StagePairing([request, lrp]);
  const session = pairing.fieldsOf("bbs.request.serving");
  expect([...session]).toEqual(
    expect.arrayContaining(["session", "request", "cell-id", "instance_key"]),
  );
  expect(session.has("process_guid")).toBe(false);
  const spawned = pairing.fieldsOf("garden.garden-server.run.spawned");
  expect(["spec", "handle", "process_guid"].every((key) => spawned.has(key)))
    .toBe(true);
});
