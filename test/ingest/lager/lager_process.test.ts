import { expect, test } from "vitest";
import { processTracker } from "../../../src/ingest/lager/lager_process.ts";

const line = (us: number, message = "bbs.request.done", source = "bbs") => ({
  ...{ us, source, message },
});

test.each([
  ["", "bbs"],
  ["bbs", "bbs"],
  ["z1/bbs", "z1/bbs"],
  ["z1", "z1/bbs"],
  ["z1/rep", "z1/rep/bbs"],
])("processTracker() names a process in the folder '%s' %s", (folder, name) => {
  expect(processTracker()({ folder }, line(0)).name).toBe(name);
});

test("processTracker() tells a second start, and started after starting is none", () => {
  const processOf = processTracker();
  const again = ["starting", "started", "started", "starting"].map((word) =>
    processOf({ folder: "" }, line(0, `bbs.${word}`)).isAgain
  );
  expect(again).toEqual([false, false, true, true]);
  expect(processOf({ folder: "z2" }, line(0, "bbs.started")).isAgain)
    .toBe(false);
});

test("processTracker() tells by how much a line is earlier than the latest of its process", () => {
  const processOf = processTracker();
  const folder = { folder: "" };
  const back = [5e6, 3e6, 4e6, 6e6].map((us) =>
    processOf(folder, line(us)).back
  );
  expect(back).toEqual([0, 2, 1, 0]);
  expect(processOf(folder, line(0, "rep.a", "rep")).back).toBe(0);
});
