import { expect, test } from "vitest";
import {
  toPresence,
  toStateText,
} from "../../../../src/systems/diego/cells/cell.ts";
import { makeLoop } from "../../../../src/systems/diego/cells/bulk_loop.ts";
import {
  beginLife,
  evacuateCell,
  killCell,
  restoreCell,
} from "../../../../src/systems/diego/cells/cell_life.ts";
import {
  runPlaced,
  stopWork,
  takeWork,
} from "../../../../src/systems/diego/cells/take_work.ts";
import { desire, toTestHost, until } from "./_host.ts";

const stateOf = (bbs: ReturnType<typeof toTestHost>["bbs"], guid: string) =>
  bbs.records.get(`${guid}/0`)?.state;

test("an instance is claimed, made and told to run, with its metric tags filled in", async () => {
  await using test = toTestHost();
  const { host, bbs, cell } = test;
  const failed = takeWork(host, cell, {
    ...{ LRPs: [desire(bbs, "a")], Tasks: null, cell_id: "" },
  });
  expect(failed).toEqual({ LRPs: [], Tasks: [] });
  await until(() => stateOf(bbs, "a") === "RUNNING");
  expect(bbs.asked).toEqual([
    "/v1/actual_lrps/claim",
    "/v1/desired_lrps/get_by_process_guid.r3",
    "/v1/actual_lrps/start.r1",
  ]);
  const [container] = cell.containers.values();
  expect(container?.metricTags).toEqual({ source_id: "a", index: "0" });
  expect(bbs.records.get("a/0")).toMatchObject({
    cell: "cell-0000",
    instance: container?.name,
  });
});

test("an instance that is put on a cell runs at once, and is told to the BBS; a dead cell runs none", async () => {
  await using test = toTestHost();
  const { host, bbs, cell } = test;
  desire(bbs, "a");
  const placed = {
    ...{ guid: "a", index: 0, domain: "d", memoryMb: 128, diskMb: 100 },
  };
  runPlaced(host, cell, placed);
  expect(cell.usedMemoryMb).toBe(128);
  await until(() => stateOf(bbs, "a") === "RUNNING");
  expect(bbs.asked).toEqual(["/v1/actual_lrps/start.r1"]);
  const [state] = JSON.parse(toStateText(cell)).LRPs;
  expect(state).toMatchObject({ process_guid: "a", state: "RUNNING" });
  // Its records are compared as those of any other.
  await makeLoop(host, cell);
  expect(cell.containers.size).toBe(1);
  cell.alive = false;
  runPlaced(host, cell, { ...placed, index: 1 });
  expect(cell.containers.size).toBe(1);
});

test("the largest instances are taken first, and what has no room is given back", async () => {
  await using test = toTestHost({ memoryMb: 1000 });
  const { host, bbs, cell } = test;
  const work = [
    desire(bbs, "small", { memoryMb: 300 }),
    desire(bbs, "large", { memoryMb: 600 }),
    desire(bbs, "middle", { memoryMb: 400 }),
  ];
  const failed = takeWork(host, cell, { LRPs: work, Tasks: [], cell_id: "" });
  expect(failed.LRPs.map(({ process_guid }) => process_guid)).toEqual([
    "small",
  ]);
  const state = JSON.parse(toStateText(cell));
  expect(state.AvailableResources).toEqual({
    ...{ MemoryMB: 0, DiskMB: 9800, Containers: 8 },
  });
  expect(state.StartingContainerCount).toBe(2);
});

test("an instance that another cell has claimed is given up", async () => {
  await using test = toTestHost();
  const { host, bbs, cell } = test;
  const work = desire(bbs, "a");
  Object.assign(bbs.records.get("a/0")!, {
    ...{ state: "CLAIMED", instance: "other", cell: "cell-0001" },
  });
  takeWork(host, cell, { LRPs: [work], Tasks: [], cell_id: "" });
  await until(() => cell.containers.size === 0);
  expect(cell.usedMemoryMb).toBe(0);
  expect(bbs.asked).toEqual(["/v1/actual_lrps/claim"]);
});

test("an instance that another cell runs by the time it is up is stopped, and its record removed by nobody else", async () => {
  await using test = toTestHost();
  const { host, bbs, cell } = test;
  let claimed: string | undefined;
  // At once, as it is up some milliseconds later.
  bbs.onDone = (path) => {
    if (path !== "/v1/actual_lrps/claim") return;
    claimed = stateOf(bbs, "a");
    Object.assign(bbs.records.get("a/0")!, {
      ...{ state: "RUNNING", instance: "other", cell: "cell-0001" },
    });
  };
  takeWork(host, cell, { LRPs: [desire(bbs, "a")], Tasks: [], cell_id: "" });
  await until(() => cell.containers.size === 0);
  expect(claimed).toBe("CLAIMED");
  expect(bbs.asked.at(-1)).toBe("/v1/actual_lrps/remove");
});

test("no more containers are made at once than the pool has places", async () => {
  await using test = toTestHost({ createPool: 1 });
  const { host, bbs, cell } = test;
  const LRPs = ["a", "b", "c"].map((guid) => desire(bbs, guid));
  takeWork(host, cell, { LRPs, Tasks: [], cell_id: "" });
  let created = 0;
  await until(() => {
    const states = [...cell.containers.values()].map(({ state }) => state);
    created = Math.max(
      created,
      states.filter((state) => state === "created").length,
    );
    return states.every((state) => state === "running");
  });
  // Each takes as long to be made as to boot.
  expect(created).toBeLessThanOrEqual(2);
});

test("an instance that crashes by itself is told, and its room is free", async () => {
  await using test = toTestHost();
  const { host, bbs, cell } = test;
  const LRPs = [desire(bbs, "a", { crashAfter: 0.005 })];
  takeWork(host, cell, { LRPs, Tasks: [], cell_id: "" });
  await until(() => stateOf(bbs, "a") === "CRASHED");
  await until(() => cell.containers.size === 0);
  expect(cell.usedDiskMb).toBe(0);
});

test("an instance that is stopped is removed", async () => {
  await using test = toTestHost();
  const { host, bbs, cell } = test;
  takeWork(host, cell, { LRPs: [desire(bbs, "a")], Tasks: [], cell_id: "" });
  await until(() => stateOf(bbs, "a") === "RUNNING");
  const [name = ""] = cell.containers.keys();
  expect(stopWork(host, cell, name)).toBe(true);
  expect(stopWork(host, cell, "other")).toBe(false);
  await until(() => !bbs.records.has("a/0"));
});

test("a task is run once, and completed", async () => {
  await using test = toTestHost();
  const { host, bbs, cell } = test;
  bbs.tasks.set("t", { state: 1, cell: "", failed: false });
  const work = {
    ...{ TaskGuid: "t", Domain: "d", MemoryMB: 64, DiskMB: 64, MaxPids: 0 },
    ...{ PlacementTags: [], VolumeDrivers: [], RootFs: "" },
  };
  takeWork(host, cell, { LRPs: [], Tasks: [work], cell_id: "" });
  // One of the same name is refused.
  const again = takeWork(host, cell, { LRPs: [], Tasks: [work], cell_id: "" });
  expect(again.Tasks).toHaveLength(1);
  await until(() => bbs.tasks.get("t")?.state === 3);
  expect(bbs.tasks.get("t")).toMatchObject({ failed: false, cell: cell.name });
});

test("a bulk loop tells what runs again, and removes records without a container", async () => {
  await using test = toTestHost();
  const { host, bbs, cell } = test;
  takeWork(host, cell, { LRPs: [desire(bbs, "a")], Tasks: [], cell_id: "" });
  await until(() => stateOf(bbs, "a") === "RUNNING");
  // The store lost one record, and has two that the cell knows nothing of.
  bbs.records.delete("a/0");
  for (const [guid, presence] of [["b", 0], ["c", 1]] as const) {
    bbs.records.set(`${guid}/0`, {
      ...{ guid, index: 0, state: "RUNNING", instance: `of-${guid}` },
      ...{ cell: cell.name, presence },
    });
  }
  bbs.tasks.set("t", { state: 2, cell: cell.name, failed: false });
  bbs.asked.length = 0;
  await makeLoop(host, cell);
  await until(() => stateOf(bbs, "a") === "RUNNING");
  expect(bbs.records.size).toBe(1);
  expect(bbs.tasks.get("t")).toMatchObject({ state: 3, failed: true });
  expect(bbs.asked).toContain("/v1/actual_lrps/remove_evacuating");
  expect(host.counts).toMatchObject({ loops: 1, failedLoops: 0 });
});

test("a loop that the BBS does not answer is counted, and changes nothing", async () => {
  await using test = toTestHost();
  const { host, bbs, cell } = test;
  bbs.isDown = true;
  await makeLoop(host, cell);
  expect(host.counts).toMatchObject({ loops: 1, failedLoops: 1 });
});

test("a dead cell no longer renews its presence; it comes back empty, as another owner", async () => {
  await using test = toTestHost();
  const { host, bbs, cell, presences } = test;
  const living = { cell, end: new AbortController() };
  beginLife(host, living);
  takeWork(host, cell, { LRPs: [desire(bbs, "a")], Tasks: [], cell_id: "" });
  await until(() => stateOf(bbs, "a") === "RUNNING" && presences.length > 1);
  const [first] = presences;
  expect(first).toEqual({
    ...{ key: "cell-0000", owner: cell.owner, value: toPresence(cell) },
  });
  killCell(living);
  expect(cell.containers.size).toBe(0);
  const before = presences.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(presences).toHaveLength(before);
  restoreCell(host, living);
  await until(() => presences.length > before);
  expect(presences.at(-1)?.owner).not.toBe(first?.owner);
  // Its first loops remove what its earlier life left.
  await until(() => bbs.records.size === 0);
});

test("an evacuated cell takes no work, keeps what runs until it runs elsewhere, and then gives its presence up", async () => {
  await using test = toTestHost();
  const { host, bbs, cell, released } = test;
  const living = { cell, end: new AbortController() };
  beginLife(host, living);
  takeWork(host, cell, { LRPs: [desire(bbs, "a")], Tasks: [], cell_id: "" });
  await until(() => stateOf(bbs, "a") === "RUNNING");
  bbs.keepsContainers = true;
  const evacuated = evacuateCell(host, living);
  const work = desire(bbs, "b");
  expect(takeWork(host, cell, { LRPs: [work], Tasks: [], cell_id: "" }).LRPs)
    .toHaveLength(1);
  expect(JSON.parse(toStateText(cell)).Evacuating).toBe(true);
  await until(() =>
    bbs.asked.filter((path) => path.includes("evacuate_running")).length > 1
  );
  expect(cell.containers.size).toBe(1);
  bbs.keepsContainers = false;
  await evacuated;
  expect(cell.containers.size).toBe(0);
  expect(cell.alive).toBe(false);
  expect(released.map(({ key }) => key)).toEqual(["cell-0000"]);
});
