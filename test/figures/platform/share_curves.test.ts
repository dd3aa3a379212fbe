import { expect, test } from "vitest";
import {
  plotShareCurves,
  type ShareCurve,
} from "../../../src/figures/platform/share_curves.ts";
import { kaplanMeier } from "../../../src/statistics/mod.ts";
import { expectGolden } from "../golden.ts";

/** A run in which so many of `n` things came, one every `step` seconds from `from` on. */
function toCurve(
  series: string,
  { n, came = n, from = 14, step = 0.2 }: {
    readonly n: number;
    readonly came?: number;
    readonly from?: number;
    readonly step?: number;
  },
): ShareCurve {
  const times = Array.from(
    { length: n },
    (_, i) => i < came ? from + step * i : 600,
  );
  return {
    ...{ series, run: "repetition 1" },
    curve: kaplanMeier(times, times.map((_, i) => i < came)),
  };
}

const options = {
  ...{ title: "How many instances run again", share: "running again" },
  ...{ zero: "the fault", counted: "instances" },
};

test("plotShareCurves() draws a line a run, in panels with axes of their own", async () => {
  const figure = plotShareCurves([
    {
      label: "1 of 10 cells dies",
      curves: [
        toCurve("hello", { n: 54 }),
        toCurve("hello", { n: 50, from: 15 }),
        toCurve("crashing", { n: 10, step: 0.5 }),
      ],
      healed: null,
    },
    {
      label: "3 of 10 full cells die, and the others have too little room",
      curves: [
        toCurve("hello", { n: 160, came: 60 }),
        toCurve("crashing", { n: 30, came: 2, step: 100 }),
      ],
      healed: null,
    },
    {
      label: "all data lost, store away for 1 min",
      curves: [toCurve("hello", { n: 540, from: 61, step: 0.02 })],
      healed: 60,
    },
    { label: "a fault without a loss", curves: [], healed: 60 },
  ], { ...options, caption: "Assumed durations." });
  expect(figure.n).toBe(844);
  expect(figure.svg).toContain("hello (n = 804, 100 not seen to end)");
  expect(figure.svg).toContain("cross: watching ended first");
  // The hour in which the last were watched in vain is cut.
  expect(figure.svg).toContain("axis: cut where nothing came any more");
  expect(figure.svg).toContain("time since the fault (min)");
  expect(figure.data.rows[1]).toEqual(
    ["1 of 10 cells dies", "hello", "repetition 1", 14, 1.85185],
  );
  await expectGolden(figure, "share_curves");
});

test("plotShareCurves() thins the steps of very many things", () => {
  const [one] = [toCurve("10 cells", { n: 20_000, step: 0.001 })];
  const figure = plotShareCurves(
    [{ label: "", curves: one ? [one] : [], healed: null }],
    options,
  );
  expect(figure.data.rows.length).toBeLessThan(210);
  expect(figure.data.rows.at(-1)?.slice(3)).toEqual([33.999, 100]);
  expect(figure.svg).not.toContain("cross");
  expect(figure.svg).not.toContain("hatch");
});

test("plotShareCurves() draws what was there at once, and refuses nothing at all", () => {
  const atOnce = toCurve("hello", { n: 3, from: 0, step: 0 });
  expect(
    plotShareCurves([{ label: "", curves: [atOnce], healed: null }], options).n,
  ).toBe(3);
  expect(() => plotShareCurves([], options)).toThrow(
    "as there are no instances",
  );
});

test("plotShareCurves() tells runs apart that lie on each other, by symbols at different shares", async () => {
  const figure = plotShareCurves([{
    label: "",
    curves: ["MariaDB", "PostgreSQL", "SQLite", "Diego", "Kubernetes"]
      .map((series) => toCurve(series, { n: 100, came: 99 })),
    healed: null,
  }], options);
  await expectGolden(figure, "share_curves_alike");
});
