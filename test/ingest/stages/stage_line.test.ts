import { expect, test } from "vitest";
import {
  processNumbering,
  type StageLine,
} from "../../../src/ingest/stages/stage_line.ts";

function line(source: string, message: string, origin = ""): StageLine {
  return { at: 0, source, origin, message, data: {} };
}

test("processNumbering() tells processes apart by machine and component", () => {
  const processOf = processNumbering();
  const numbers = [
    line("bbs", "bbs.a", "z1"),
    line("bbs", "bbs.a", "z2"),
    line("rep", "rep.a", "z1"),
    line("bbs", "bbs.b", "z1"),
  ].map((one) => processOf(one).number);
  expect(numbers).toEqual([1, 2, 3, 1]);
});

test("processNumbering() counts starts: started may follow starting", () => {
  const processOf = processNumbering();
  const starts = ["bbs.a", "bbs.starting", "bbs.started", "bbs.a"]
    .map((message) => processOf(line("bbs", message)).starts);
  expect(starts).toEqual([0, 1, 1, 1]);
  expect(processOf(line("bbs", "bbs.started")).starts).toBe(2);
  expect(processOf(line("bbs", "bbs.starting")).starts).toBe(3);
  expect(processOf(line("bbs", "bbs.converger.started")).starts).toBe(3);
});
