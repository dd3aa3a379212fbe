import { expect, test } from "vitest";
import type { PlatformResult } from "../../../../src/systems/platform/platform.ts";
import { toPhase } from "../../../../src/systems/simulator/model/phase.ts";
import { runNext } from "../../../../src/systems/simulator/model/run_events.ts";
import {
  after,
  toWorld,
} from "../../../../src/systems/simulator/model/world.ts";

function begin(signal: AbortSignal) {
  const world = toWorld({
    ...{ cells: 1, cellMemory: 1, cellDisk: 1, seed: 1, startedAt: 1000 },
    isLogged: false,
  });
  const results: PlatformResult[] = [];
  const phase = toPhase(
    world,
    { timeout: 10, signal },
    (result) => results.push(result),
  );
  return { world, phase, results };
}

test("a phase ends once, whatever comes first", () => {
  const { signal } = new AbortController();
  const { world, phase, results } = begin(signal);
  after(world, 3, () => phase.succeed());
  after(world, 4, () => phase.fail("late", "too late"));
  runNext(world);
  runNext(world);
  runNext(world);
  expect(phase.isOver()).toBe(true);
  expect(results).toEqual([{
    ...{ startedAt: 1000, duration: 3, outcome: "ok", attempts: 1 },
    ...{ error: "", code: "" },
  }]);
});

test("a phase reaches its limit, or is cancelled", () => {
  const controller = new AbortController();
  const late = begin(controller.signal);
  runNext(late.world);
  expect(late.results).toMatchObject([{ duration: 10, outcome: "timeout" }]);
  const cancelled = begin(controller.signal);
  controller.abort();
  expect(cancelled.results).toMatchObject([{ outcome: "cancelled" }]);
  expect(begin(controller.signal).results).toHaveLength(1);
  expect(late.results).toHaveLength(1);
});
