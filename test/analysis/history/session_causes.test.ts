import { expect, test } from "vitest";
import { withSessionCauses } from "../../../src/analysis/history/session_causes.ts";
import { shifts } from "../../../src/analysis/trend/shifts.ts";
import { toComparedRun } from "../../testing/compared_runs.ts";
import { steady, toSeries } from "../trend/trend_points.ts";

const points = toSeries("a", [...steady(3, 20), ...steady(6, 20)]);
const found = shifts(points).map((shift) => ({ ...shift, causes: [] }));

/** Causes where the run at each place is of this session. */
function causesOf(sessionOf: (place: number) => string) {
  const runs = new Map(
    points.map(({ run_id }, i) => [
      run_id,
      toComparedRun(run_id, { session: sessionOf(i) }),
    ]),
  );
  return withSessionCauses(found, points, runs)
    .flatMap(({ causes }) => causes.map(({ text }) => text));
}

test("withSessionCauses() adds the session where a level is of a single one", () => {
  expect(found).toHaveLength(1);
  expect(causesOf((place) => place < 20 ? "s1" : "s2"))
    .toEqual(["session: s1 to s2"]);
  expect(causesOf((place) => place < 20 ? "s1" : `s${place}`))
    .toEqual(["session: s1 to s20"]);
});

test("withSessionCauses() adds nothing where sessions are shared, or many on both sides, or unknown", () => {
  expect(causesOf(() => "s1")).toEqual([]);
  expect(causesOf((place) => `s${place}`)).toEqual([]);
  expect(causesOf(() => "")).toEqual([]);
});
