import { expect, test } from "vitest";
import {
  type EffectRow,
  plotEffects,
} from "../../../src/figures/study/effects.ts";
import { expectGolden } from "../golden.ts";

const rows: readonly EffectRow[] = [
  {
    ...{ label: "a case that fell", effect: -21, lower: -24, upper: -18 },
    ...{ verdict: "lower", text: "−21 (−24 to −18)", n: 12 },
  },
  {
    ...{ label: "<b>faster</b>", effect: 15, lower: 12, upper: 18 },
    ...{ verdict: "higher", text: "+15 (12 to 18)", n: 12 },
  },
  {
    ...{ label: "perhaps", effect: 4, lower: -3, upper: 9 },
    ...{ verdict: "~", text: "+4 (−3 to 9)", n: 10 },
  },
  {
    label: `a name of many words ${"and more of them ".repeat(5)}`,
    ...{ effect: 30, lower: null, upper: null },
    ...{ verdict: "too few runs", text: "+30", n: 4 },
  },
];
const options = {
  title: "What changed",
  metric: "change of throughput",
  unit: "%",
};

test("plotEffects() sorts effects, and tells better, worse and unknown apart", async () => {
  const figure = plotEffects(rows, {
    ...options,
    ...{ better: "higher", smallest: 5 },
  });
  expect(figure.n).toBe(4);
  expect(figure.data.rows.map(([, effect]) => effect)).toEqual([
    30,
    15,
    4,
    -21,
  ]);
  for (const text of ["better", "worse", "too small to matter, ±5 %"]) {
    expect(figure.svg).toContain(`>${text}<`);
  }
  expect(figure.svg).toContain("&lt;b&gt;faster");
  // A zoom of the page leaves these where they are.
  expect(figure.svg.match(/aria-label="y-axis name"/g)).toHaveLength(2);
  await expectGolden(figure, "effects");
});

test("plotEffects() judges each row by its own direction", () => {
  const { svg } = plotEffects(rows.slice(0, 2), {
    ...options,
    better: ({ effect }) => effect < 0 ? "lower" : null,
  });
  expect(svg).toContain(">better<");
  expect(svg).toContain(">higher<");
  expect(svg).not.toContain(">worse<");
});

test("plotEffects() judges no direction that is neither good nor bad, and explains only what it draws", () => {
  const { svg } = plotEffects(rows.slice(0, 2), options);
  expect(svg).toContain(">higher<");
  expect(svg).not.toMatch(/>better<|hollow|too small/);
});

test("plotEffects() draws a single effect of 0, and refuses no rows", () => {
  const none = rows.slice(2, 3).map((row) => ({
    ...row,
    ...{ effect: 0, lower: null, upper: null },
  }));
  expect(plotEffects(none, options).svg).not.toMatch(/NaN|Infinity/);
  expect(() => plotEffects([], options)).toThrow("as there are no comparisons");
});

test("plotEffects() of very many draws those that were told, and the largest", () => {
  const many = Array.from({ length: 1000 }, (_, i): EffectRow => ({
    ...{ label: `m${i}`, effect: i, lower: null, upper: null },
    ...{ verdict: i === 3 ? "lower" : "~", text: "", n: 8 },
  }));
  const { svg, data } = plotEffects(many, options);
  expect(data.rows).toHaveLength(1000);
  expect(svg).toContain("940 more are in the data, and not drawn");
  for (const label of ["m3", "m999", "m941"]) {
    expect(svg).toContain(`>${label}<`);
  }
  expect(svg).not.toContain(">m940<");
});
