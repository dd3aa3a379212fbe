import { expect, test } from "vitest";
import { stageModels, stageNames } from "../../../../src/record/mod.ts";
import { app, limits, mix, pushAll, signal, start } from "../_platform.ts";

const names = stageNames(stageModels.start);

test("a start that succeeds reaches every stage, in order, within its time", async () => {
  await using platform = start(3);
  const results = await pushAll(platform, mix(3, 0.2), 6);
  const ok = results.filter(({ start }) => start.outcome === "ok");
  expect(ok.length).toBeGreaterThan(40);
  for (const { stages, start } of ok) {
    expect(stages.map(({ stage }) => stage)).toEqual(names);
    const times = stages.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBe(start.startedAt);
    // It ends when the store knows of all instances, which is after the first was healthy.
    expect(times.at(-1)! - times[0]!).toBeLessThan(1000 * start.duration!);
  }
});

test("a start that waits for room has been staged, and has no container of an instance", async () => {
  await using platform = start(1);
  const large = app("large", "web", { memory: 64 * 1024 });
  const { stages, start: result } = await platform.push(large, {
    ...{ timeout: 200, signal },
  });
  expect(result.outcome).toBe("timeout");
  expect(stages.map(({ stage }) => stage)).toEqual(
    names.slice(0, names.indexOf("Creating-Inst")),
  );
});

test("a start that is too slow has the stages until then; one whose staging finds no room has none of a container", async () => {
  await using platform = start(1);
  const slow = await platform.push(app("slow"), { timeout: 15, signal });
  expect(slow.start.outcome).toBe("timeout");
  const reached = slow.stages.map(({ stage }) => stage);
  expect(reached).toContain("Finish-DL-Buildpack");
  expect(reached).not.toContain("Finish-Builder");
  await platform.killCells!(1);
  const none = await platform.push(app("none"), limits);
  expect(none.start.outcome).not.toBe("ok");
  expect(none.stages.map(({ stage }) => stage)).toEqual(["CC-Says-Start"]);
});
