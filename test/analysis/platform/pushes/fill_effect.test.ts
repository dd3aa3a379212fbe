import { expect, test } from "vitest";
import {
  type FillEffect,
  fillEffects,
  fillTenths,
  pooledFill,
} from "../../../../src/analysis/platform/pushes/fill_effect.ts";
import type { PushOperation } from "../../../../src/analysis/platform/pushes/push_operations.ts";
import { BEGIN, toPushRow } from "../../../testing/platform_rows.ts";

/** Two hundred starts, one a second, in a wrong order. */
function starts(
  of: (i: number) => Partial<PushOperation>,
): PushOperation[] {
  return Array.from(
    { length: 200 },
    (_, i) => toPushRow({ phase: "start", started: BEGIN + i, ...of(i) }),
  ).reverse();
}

test("fillTenths() splits each phase in the order of its starts", () => {
  const tenths = fillTenths([
    ...starts((i) => ({
      seconds: 10 + Math.floor(i / 20),
      outcome: i % 20 === 0 ? "failed" : "ok",
    })),
    toPushRow({ phase: "start", started: null, outcome: "cancelled" }),
  ]);
  const own = tenths.filter(({ phase }) => phase === "start");
  expect(own.map(({ tenth, n, failed, median }) => [
    ...[tenth, n, failed, median.value],
  ])).toEqual(
    Array.from({ length: 10 }, (_, i) => [i + 1, 20, 1, 10 + i]),
  );
  expect(tenths.filter(({ phase, n }) => phase === "push" && n > 0))
    .toEqual([]);
});

test("fillEffects() says whether pushes became slower", () => {
  const noise = (i: number) => ((i * 7) % 20) / 10;
  const verdictOf = (growth: number) =>
    fillEffects(starts((i) => ({ seconds: 10 + noise(i) + growth * i })))
      .map(({ verdict }) => verdict);
  expect(verdictOf(0.02)).toEqual(["slower"]);
  expect(verdictOf(-0.02)).toEqual(["faster"]);
  expect(verdictOf(0)).toEqual(["same"]);
  const [effect] = fillEffects(starts((i) => ({ seconds: 10 + i })));
  expect(effect).toMatchObject({ base_median: 59.5, shift: 140 });
});

test("fillEffects() knows nothing of too few pushes", () => {
  expect(fillEffects([toPushRow()])).toEqual([]);
  const few = Array.from(
    { length: 10 },
    (_, i) => toPushRow({ started: BEGIN + i, seconds: i }),
  );
  expect(fillEffects(few)).toMatchObject([{ shift: 7, verdict: "unknown" }]);
});

test("pooledFill() is the mean change of each phase over the runs", () => {
  const effect: FillEffect = {
    ...{ run_id: "r1", base_median: 10, shift: 1, lower: null, upper: null },
    phase: "start",
    verdict: "unknown",
  };
  const [pooled, ...others] = pooledFill([
    effect,
    { ...effect, run_id: "r2", base_median: 20, shift: 6 },
  ]);
  expect(others).toEqual([]);
  expect(pooled).toMatchObject({ phase: "start", shift: { mean: 0.2, n: 2 } });
  expect(pooledFill([])).toEqual([]);
});
