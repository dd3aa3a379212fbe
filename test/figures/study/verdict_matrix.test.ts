import { expect, test } from "vitest";
import type { Meaning } from "../../../src/figures/drawing/meaning.ts";
import {
  plotVerdictMatrix,
  type VerdictCell,
} from "../../../src/figures/study/verdict_matrix.ts";
import { expectGolden } from "../golden.ts";

const columns = [
  "Back pressure",
  "Buffer cap",
  "Throughput",
  "Fan-out",
  "Sink cluster",
  "Restart",
];
const meanings: Readonly<Record<string, Meaning>> = {
  pass: "ok",
  "pass with loss": "late",
  fail: "failed",
  "not supported": "missing",
  "not engaged": "phase",
};
const row = (
  name: string,
  texts: readonly (readonly [verdict: string, text: string] | null)[],
): VerdictCell[] =>
  texts.flatMap((one, i) => {
    if (one === null) return [];
    const [verdict, text] = one;
    return [{
      ...{ row: name, column: columns[i] ?? "", verdict, text },
      meaning: meanings[verdict] ?? "missing",
      n: verdict === "not supported" ? 0 : 5,
    }];
  });

const cells = [
  ...row("rsyslog 8.2302.0", [
    ["pass", "5 of 5 runs"],
    ["pass", "5 of 5 runs"],
    ["pass", "34 M a minute"],
    ["fail", "fail\n3 of 5\n−33,374"],
    ["pass with loss", "most lost 71"],
    ["fail", "most lost 59,856"],
  ]),
  ...row("syslog-ng 3.38.1", [
    ["pass with loss", "most lost 10,230"],
    ["not engaged", "5 of 5 runs"],
    ["fail", "5.7 M a minute"],
    ["pass", "5 of 5 runs"],
    null,
    ["pass", "5 of 5 runs"],
  ]),
  ...row("carbon-c-relay 3.7.3", [
    ["not supported", "memory only"],
    ["not supported", "no disk"],
    ["pass", "10.2 M a minute"],
    ["pass", "5 of 5 runs"],
    ["pass with loss", "most lost 1"],
    null,
  ]),
];

test("plotVerdictMatrix() draws a verdict by symbol, colour and text, and empty cells", async () => {
  const figure = plotVerdictMatrix(cells, {
    title: "Verdicts",
    caption: "Made-up values.",
    columns,
  });
  expect(figure.svg).toContain("empty: not tested");
  expect(figure.n).toBe(70);
  expect(figure.data.rows[0]).toEqual(
    ["rsyslog 8.2302.0", "Back pressure", "pass", "5 of 5 runs", 5],
  );
  expect(figure.data.rows[3]?.[3]).toBe("fail, 3 of 5, −33,374");
  await expectGolden(figure, "verdict_matrix");
});

test("plotVerdictMatrix() keeps a long hostile text within its cell", () => {
  const [cell] = cells;
  if (!cell) throw new TypeError("no cell");
  const { svg } = plotVerdictMatrix(
    [{ ...cell, row: "<script>", text: `<b>${"word ".repeat(40)}` }],
    { title: "x", columns },
  );
  expect(svg).not.toMatch(/<b>|<script>/);
  expect(svg.match(/word/g)?.length ?? 0).toBeLessThan(10);
});

test("plotVerdictMatrix() refuses no verdicts", () => {
  expect(() => plotVerdictMatrix([], { title: "x", columns }))
    .toThrow("Cannot draw x as there are no verdicts");
});
