import { expect, test } from "vitest";
import {
  type AgreementRow,
  plotAgreement,
} from "../../../src/figures/study/agreement.ts";
import { expectGolden } from "../golden.ts";

const bad = {
  result: "disagrees",
  meaning: "failed",
  label: "",
  name: "a row",
} as const;
const rows: readonly AgreementRow[] = [
  { expected: 112, stated: 0.112, ...bad },
  { expected: 37, stated: 0.038, ...bad },
  {
    ...{ expected: 10.3, stated: 8.4, label: "a <test> & its name", name: "a" },
    ...{ result: "agrees", meaning: "ok" },
  },
  {
    ...{
      expected: 3736,
      stated: 3735,
      label: "a result near the edge",
      name: "b",
    },
    ...{ result: "agrees", meaning: "ok" },
  },
  {
    ...{ expected: 2.7, stated: 2.6, label: "of a crashed cluster", name: "c" },
    ...{ result: "invalid, in no check", meaning: "missing" },
  },
];
const options = {
  title: "Stated and expected",
  expected: "workers / rate",
  stated: "mean latency",
  unit: "ms",
  counted: "results",
  agrees: [0.8, 1.25],
} as const;

test("plotAgreement() draws points by result, the line on which both are equal, and other ratios", async () => {
  const figure = plotAgreement(rows, {
    ...options,
    ratios: [{ ratio: 0.001, label: "1 / 1,000 of it" }],
  });
  expect(figure.n).toBe(5);
  expect(figure.svg).toContain("disagrees (2)");
  expect(figure.svg).toContain("a &lt;test&gt; &amp; its name");
  expect(figure.data.rows[0]).toEqual(["a row", 112, 0.112, "disagrees"]);
  await expectGolden(figure, "agreement");
});

test("plotAgreement() writes no name over another, and no line outside the frame", () => {
  const [, , row] = rows;
  const twice = row ? [row, { ...row, label: "second" }] : [];
  const { svg } = plotAgreement(twice, {
    ...options,
    ratios: [{ ratio: 1e-9, label: "far away" }],
  });
  expect(svg).not.toMatch(/second|far away|NaN/);
});

test("plotAgreement() refuses no rows", () => {
  expect(() => plotAgreement([], options)).toThrow("as there are no results");
});
