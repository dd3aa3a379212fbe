import { expect, test } from "vitest";
import { pushAnswer } from "../../../../src/analysis/answers/platform/push_answer.ts";
import type { RealRun } from "../../../../src/analysis/platform/recovery/real_runs.ts";
import { pushStudy } from "../../../../src/analysis/platform/pushes/push_study.ts";
import { answer, type AnswerData } from "../../../../src/report/mod.ts";
import { pushMix } from "../../../../src/systems/platform/push_mix.ts";
import { toRealRun } from "../../../testing/platform_faults.ts";
import {
  makePushRun,
  type PushRunOptions,
} from "../../../testing/platform_studies.ts";
import { withTestStore } from "../../../testing/records.ts";

async function answerOf(
  runs: readonly PushRunOptions[],
  real: readonly RealRun[] = [],
): Promise<AnswerData> {
  return await withTestStore(
    runs.map((run, i) => makePushRun(`r${i}`, run)),
    async (store) =>
      answer(pushAnswer(
        await pushStudy(store, pushMix, {
          ...{ system: "simulator", fill: 1, parallel: 2 },
        }),
        real,
      )),
  );
}

test("pushAnswer() compares the smallest platform with the largest", async () => {
  const { verdict, tiles, limits } = await answerOf([
    ...[1, 2, 3].map((repetition) => ({ cells: 1, repetition })),
    ...[1, 2, 3].map((repetition) => ({
      ...{ cells: 2, repetition, failed: repetition === 3 ? [7] : [] },
    })),
  ]);
  expect(verdict).toBe(
    "On a simulated platform, 78 applications and 2 pushes in flight for each cell: the last push ended after **23.4 min** on 1 cell and after **23.4 min** on 2 cells. **0.1 %** of 702 failed. From a quarter full on, no change of a start is told (95 % interval ±0 % to ±0 %).",
  );
  expect(tiles.map(({ label, value, unit }) => [label, value, unit])).toEqual([
    ["Simulated: last push ended, 1 cell", "23.4", "min"],
    ["Simulated: last push ended, 2 cells", "23.4", "min"],
    ["Simulated: started, 2 cells", "6.65", "applications/min"],
    ["Simulated: applications that failed", "0.14", "%"],
    ["Simulated: start, last tenth against the third", "±0 %", ""],
  ]);
  expect(tiles[0]).toMatchObject({
    interval: "mean; 95 % interval 23.4 min to 23.4 min",
    n: "n = 3 runs of 78 applications each",
  });
  expect(limits.map(({ label }) => label)).toEqual([
    ...["durations are assumed", "intervals are over simulated seeds"],
  ]);
});

test("pushAnswer() says that pushes were cancelled, that few runs were made, and that the last tenth was slower", async () => {
  const { verdict, tiles, limits } = await answerOf([
    ...[1, 2].map((repetition) => ({
      ...{ cells: 1, cancelled: [70, 71], slower: repetition, repetition },
    })),
    { cells: 1, parallel: 4 },
  ]);
  expect(verdict).toContain("no run came to the last push");
  expect(verdict).toContain("None of 156 failed, and 2.6 % were cancelled.");
  expect(verdict).toMatch(/From a quarter full on, .* of a start/);
  expect(tiles[0]).toMatchObject({ value: "not reached", meaning: "failed" });
  expect(limits.map(({ label }) => label)).toEqual([
    ...["durations are assumed", "intervals are over simulated seeds"],
    ...["fewer than 3 runs on 1 cell", "1 run with other settings"],
  ]);
});

test("pushAnswer() on a simulation says first what real control planes did", async () => {
  const own = { pushes: 780, ok: 780, instances: 960, filled: 120 };
  const { verdict, tiles } = await answerOf([{ cells: 1 }], [
    toRealRun({ run_id: "d", system: "diego", case_id: "d", own }),
  ]);
  expect(verdict).toBe(
    "On real control planes with simulated cells, every push succeeded and all ran after **2 min** on Diego (10 cells). Simulated, with upload and staging: the last push ended after **23.4 min** on 1 cell.",
  );
  expect(tiles.map(({ label }) => label)).toEqual([
    "Diego: all ran, 10 cells",
    "Simulated: last push ended, 1 cell",
    "Simulated: applications that failed",
  ]);
});
