import { expect, test } from "vitest";
import { pushProgress } from "../../../../src/analysis/platform/pushes/push_progress.ts";
import { BEGIN, toPushRow } from "../../../testing/platform_rows.ts";

test("pushProgress() counts what was done and what failed in sixty equal parts", () => {
  const starts = Array.from(
    { length: 60 },
    (_, i) => toPushRow({ phase: "start", started: BEGIN + i, seconds: 0.5 }),
  );
  const parts = pushProgress([
    toPushRow({ started: BEGIN, seconds: 60 }),
    toPushRow({ started: BEGIN + 30, seconds: 0.2, outcome: "failed" }),
    ...starts,
  ]);
  expect(parts).toHaveLength(60);
  expect(parts[30]).toEqual({
    ...{ run_id: "r1", from: 30, to: 31, rate: 1, failed: 1, done: 31 },
  });
  expect(parts.at(-1)?.done).toBe(60);
});

test("pushProgress() has no parts where nothing ended", () => {
  expect(pushProgress([toPushRow({ started: null, seconds: null })]))
    .toEqual([]);
});
