import { expect, test } from "vitest";
import {
  type KindShareRow,
  plotKindShares,
} from "../../../src/figures/platform/kind_shares.ts";
import { expectGolden } from "../golden.ts";

const rows: readonly KindShareRow[] = [
  { kind: "hello", before: [100, 99.8, 100], after: [81, 79.5, 83] },
  { kind: "web", before: [100, 100, 100], after: [55, 60, 58] },
  { kind: "crashing", before: [12, 15, 9], after: [] },
];

const options = {
  ...{ title: "Which kinds run in the end", runs: 3 },
  ...{ share: "running, of what is desired" },
  ...{ before: "before the fault", after: "in the end" },
};

test("plotKindShares() draws the shares of every run before and after", async () => {
  const figure = plotKindShares(rows, {
    ...options,
    caption: "Too little room.",
  });
  expect(figure.n).toBe(3);
  expect(figure.svg).toContain(">100 to 81<");
  expect(figure.svg).toContain(">12 to –<");
  expect(figure.data.rows).toContainEqual(["web", "in the end", 58]);
  await expectGolden(figure, "kind_shares");
});

test("plotKindShares() refuses no kinds", () => {
  expect(() => plotKindShares([], options)).toThrow("no kinds");
});
