import { expect, test } from "vitest";
import {
  addLines,
  addPercentiles,
} from "../../../src/ingest/load_frame/text_fields.ts";
import type { ToolContext } from "../../../src/ingest/load_frame/tool_fields.ts";
import { emptyPiece } from "../../../src/ingest/mod.ts";

function open(): ToolContext {
  return { piece: emptyPiece("values"), run_id: "r", place: "a.txt" };
}

test("addLines() adds the lines that are there, and says how many", () => {
  const context = open();
  const found = addLines(context, "Average: 12 ms\nSlowest: -nan ms\n", [
    [/^(Average): (\S+) ms/m, "latency", "mean", "ms"],
    [/^(Slowest): (\S+) ms/m, "latency", "max", "ms"],
    [/^(Fastest): (\S+) ms/m, "latency", "min", "ms"],
  ]);
  expect(found).toBe(2);
  expect(context.piece.rows.reported).toMatchObject([
    { label: "Average", value: 0.012, text: "12" },
  ]);
  expect(context.piece.counts)
    .toMatchObject({ read: 2, stored: 1, rejected: 1 });
});

test("addPercentiles() names the estimator", () => {
  const context = open();
  addPercentiles(context, "  50% in 2 ms\n  99.90% in 3 ms\n", {
    pattern: /^\s*(\S+)% in (\S+) ms/gm,
    kind: "latency",
    symbol: "ms",
    estimate: { estimator: "R-7", n: 10 },
  });
  expect(
    context.piece.rows.reported.map(({ statistic, value, n, annotation }) => [
      statistic,
      value,
      n,
      annotation,
    ]),
  ).toEqual([["p50", 0.002, 10, "R-7"], ["p99.9", 0.003, 10, "R-7"]]);
});
