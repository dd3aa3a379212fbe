import { expect, test } from "vitest";
import {
  fillEffects,
  fillTenths,
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
  expect(effect).toMatchObject({ first_median: 19.5, shift: 180 });
});

test("fillEffects() knows nothing of too few pushes", () => {
  expect(fillEffects([toPushRow()])).toEqual([]);
  const few = Array.from(
    { length: 10 },
    (_, i) => toPushRow({ started: BEGIN + i, seconds: i }),
  );
  expect(fillEffects(few)).toMatchObject([{ shift: 9, verdict: "unknown" }]);
});
