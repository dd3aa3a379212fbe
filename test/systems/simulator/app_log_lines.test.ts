import { expect, test } from "vitest";
import { stageModels, stageNames } from "../../../src/record/mod.ts";
import { readPushStages } from "../../../src/systems/platform/app_log.ts";
import { toAppLog } from "../../../src/systems/simulator/app_log_lines.ts";
import { app, limits, start } from "./_platform.ts";

test("toAppLog() writes a push as cf logs prints it, and readPushStages() reads it to the hundredth", async () => {
  await using platform = start(2);
  const result = await platform.push(
    app("web", "web", { instances: 3 }),
    limits,
  );
  const log = toAppLog(result);
  expect(log.split("\n")[0]).toMatch(
    /^ {3}2016-08-18T00:00:0\d\.\d\d\+0000 \[API\/0\] OUT Updated app with guid \S{36} \(\{"state"=>"STARTED"\}\)$/,
  );
  const read = readPushStages(log);
  expect(read.map(({ stage }) => stage)).toEqual(stageNames(stageModels.start));
  for (const [i, { at }] of read.entries()) {
    const late = result.stages[i]!.at - at;
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(10);
  }
});

test("toAppLog() of a push that failed at once is empty", async () => {
  await using platform = start(1);
  await platform.push(app("one"), limits);
  const taken = await platform.push(app("one"), limits);
  expect(taken.stages).toEqual([]);
  expect(toAppLog(taken)).toBe("");
});
