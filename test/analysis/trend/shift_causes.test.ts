import { expect, test } from "vitest";
import { isRelease, judgeShifts } from "../../../src/analysis/trend/shift_causes.ts";
import { shifts } from "../../../src/analysis/trend/shifts.ts";
import { day, steady, toSeries } from "./trend_points.ts";

const step = [...steady(1, 20), ...steady(2, 20)];
const noSettings = { settings: new Map() };

test("judgeShifts() leaves the version when nothing else changed", () => {
  const points = toSeries("a", step);
  expect(judgeShifts(shifts(points), points, noSettings))
    .toMatchObject([{ causes: [] }]);
});

test("judgeShifts() names a setting that changed with the level", () => {
  const points = toSeries("a", step);
  const settings = new Map(
    points.map(({ run_id }, i) => [
      run_id,
      new Map([
        ["environment.machine", i < 20 ? "m4" : "m5"],
        ["suite", "v1"],
        ...(i < 20 ? [] : [["only_later", "1"] as const]),
      ]),
    ]),
  );
  expect(judgeShifts(shifts(points), points, { settings })[0]?.causes)
    .toEqual([{ code: "set-up", text: "machine: m4 to m5" }]);
  // Ten runs before, it says nothing.
  const earlier = new Map(
    points.map(({ run_id }, i) => [
      run_id,
      new Map([["machine", i < 10 ? "m4" : "m5"]]),
    ]),
  );
  expect(judgeShifts(shifts(points), points, { settings: earlier })[0]?.causes)
    .toEqual([]);
});

test("judgeShifts() does not put a shift down to what is no release", () => {
  const points = toSeries("a", step).map((point, i) => ({
    ...point,
    version: i >= 20 && i < 30 ? "test_branch" : point.version,
  }));
  expect(judgeShifts(shifts(points), points, noSettings)[0]?.causes).toEqual([
    { code: "no-release", text: "a run of 'test_branch', which is no release" },
  ]);
  expect(["v1.2", "2026-01", "main", ""].map(isRelease))
    .toEqual([true, true, false, false]);
  // A version that nobody stated is no test set-up.
  const unstated = points.map((point) => ({ ...point, version: "" }));
  expect(judgeShifts(shifts(unstated), unstated, noSettings)[0]?.causes)
    .toEqual([]);
});

/** Ten series of one database, of which the first so many shift, a day after each other. */
function database(name: string, shifting: number) {
  return Array.from(
    { length: 10 },
    (_, i) =>
      toSeries(name, i < shifting ? step : steady(1, 40), {
        kind: `${name}${i}`,
        from: i % 3,
      }),
  ).flat();
}

test("judgeShifts() tells a wave over most series of a database, or of all", () => {
  const points = [...database("pg", 6), ...database("my", 3)];
  const judged = judgeShifts(shifts(points), points, noSettings);
  const causes = Map.groupBy(judged, ({ series }) => series);
  expect(causes.get("pg")).toHaveLength(6);
  for (const { causes: [cause] } of causes.get("pg")!) {
    expect(cause).toEqual({
      code: "wave",
      text: "6 of 10 series of pg shifted together",
    });
  }
  for (const { causes: own } of causes.get("my")!) expect(own).toEqual([]);
  const more = [...database("pg", 8), ...database("my", 4)];
  const all = judgeShifts(shifts(more), more, noSettings)
    .filter(({ series }) => series === "my");
  expect(all[0]?.causes[0]?.text).toBe(
    "12 of 20 series of all shifted together",
  );
});

test("judgeShifts() takes shifts far apart, and few series, for no wave", () => {
  const far = Array.from(
    { length: 8 },
    (_, i) =>
      toSeries("pg", [...steady(1, 20 + 5 * i), ...steady(2, 70 - 5 * i)], {
        kind: `k${i}`,
      }),
  ).flat();
  const judged = judgeShifts(shifts(far), far, noSettings);
  expect(judged).toHaveLength(8);
  for (const { causes } of judged) expect(causes).toEqual([]);
  const few = ["x", "y"].flatMap((kind) => toSeries("pg", step, { kind }));
  for (const { causes } of judgeShifts(shifts(few), few, noSettings)) {
    expect(causes).toEqual([]);
  }
});

test("judgeShifts() counts no more series as shifted than as running", () => {
  const points = database("pg", 6).filter(({ kind }) => kind < "pg6");
  // `pg0` shifts on day 20 and has no run after it; `pg2` shifts on day 22.
  const short = points.filter(({ kind, started_at }) =>
    kind !== "pg0" || started_at <= day(20)
  );
  const last = judgeShifts(shifts(points), short, noSettings)
    .find(({ kind }) => kind === "pg2");
  expect(last?.causes).toEqual([
    { code: "wave", text: "6 of 6 series of pg shifted together" },
  ]);
});
