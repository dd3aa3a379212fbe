import { expect, test } from "vitest";
import {
  findShiftCauses,
  isRelease,
} from "../../../src/analysis/trend/shift_causes.ts";
import { shifts } from "../../../src/analysis/trend/shifts.ts";
import { day, steady, toSeries } from "./trend_points.ts";

const step = [...steady(1, 20), ...steady(2, 20)];
const noSettings = new Map();

test("findShiftCauses() returns no cause when only the version changed", () => {
  const points = toSeries("a", step);
  expect(findShiftCauses(shifts(points), points, noSettings))
    .toMatchObject([{ causes: [] }]);
});

test("findShiftCauses() reports a setting that changed with the level", () => {
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
  expect(findShiftCauses(shifts(points), points, settings)[0]?.causes)
    .toEqual([{ code: "set-up", text: "machine: m4 to m5" }]);
  // A change ten runs earlier is no cause.
  const earlier = new Map(
    points.map(({ run_id }, i) => [
      run_id,
      new Map([["machine", i < 10 ? "m4" : "m5"]]),
    ]),
  );
  expect(
    findShiftCauses(shifts(points), points, earlier)[0]?.causes,
  )
    .toEqual([]);
});

test("findShiftCauses() reports a run without a release", () => {
  const points = toSeries("a", step).map((point, i) => ({
    ...point,
    version: i >= 20 && i < 30 ? "test_branch" : point.version,
  }));
  expect(findShiftCauses(shifts(points), points, noSettings)[0]?.causes)
    .toEqual([
      {
        code: "no-release",
        text: "a run of 'test_branch', which is no release",
      },
    ]);
  expect(["v1.2", "2026-01", "main", ""].map(isRelease))
    .toEqual([true, true, false, false]);
  // A missing version is not reported.
  const unstated = points.map((point) => ({ ...point, version: "" }));
  expect(findShiftCauses(shifts(unstated), unstated, noSettings)[0]?.causes)
    .toEqual([]);
});

/** Ten series of one database; the first `shifting` shift, a day after each other. */
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

test("findShiftCauses() reports a coincidence over most series of a database, or of all", () => {
  const points = [...database("pg", 6), ...database("my", 3)];
  const judged = findShiftCauses(shifts(points), points, noSettings);
  const causes = Map.groupBy(judged, ({ series }) => series);
  expect(causes.get("pg")).toHaveLength(6);
  for (const { causes: [cause] } of causes.get("pg")!) {
    expect(cause).toEqual({
      code: "coincident",
      text: "6 of 10 series of pg shifted together",
    });
  }
  for (const { causes: none } of causes.get("my")!) expect(none).toEqual([]);
  const more = [...database("pg", 8), ...database("my", 4)];
  const all = findShiftCauses(shifts(more), more, noSettings)
    .filter(({ series }) => series === "my");
  expect(all[0]?.causes[0]?.text).toBe(
    "12 of 20 series of all shifted together",
  );
});

test("findShiftCauses() reports no coincidence of distant shifts or few series", () => {
  const far = Array.from(
    { length: 8 },
    (_, i) =>
      toSeries("pg", [...steady(1, 20 + 5 * i), ...steady(2, 70 - 5 * i)], {
        kind: `k${i}`,
      }),
  ).flat();
  const judged = findShiftCauses(shifts(far), far, noSettings);
  expect(judged).toHaveLength(8);
  for (const { causes } of judged) expect(causes).toEqual([]);
  const few = ["x", "y"].flatMap((kind) => toSeries("pg", step, { kind }));
  for (const { causes } of findShiftCauses(shifts(few), few, noSettings)) {
    expect(causes).toEqual([]);
  }
});

test("findShiftCauses() counts every shifted series as running", () => {
  const points = database("pg", 6).filter(({ kind }) => kind < "pg6");
  // `pg0` shifts on day 20 and has no run after it; `pg2` shifts on day 22.
  const short = points.filter(({ kind, started_at }) =>
    kind !== "pg0" || started_at <= day(20)
  );
  const last = findShiftCauses(shifts(points), short, noSettings)
    .find(({ kind }) => kind === "pg2");
  expect(last?.causes).toEqual([
    { code: "coincident", text: "6 of 6 series of pg shifted together" },
  ]);
});
