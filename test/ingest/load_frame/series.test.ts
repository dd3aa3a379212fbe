import { expect, test } from "vitest";
import { openSeries } from "../../../src/ingest/load_frame/series.ts";
import type { ToolContext } from "../../../src/ingest/load_frame/tool_fields.ts";
import { allRows, emptyPiece } from "../../../src/ingest/mod.ts";

function open(): ToolContext {
  return { piece: emptyPiece("values"), run_id: "r", place: "a.json" };
}

test("points are kept in base units, with their source", () => {
  const context = open();
  const series = openSeries();
  const point = { source: "web", metric: "memory", symbol: "MiB" };
  series.add(context, { ...point, ms: 1500, value: "2" });
  series.add(context, { ...point, source: "db", ms: null, value: 1 });
  series.add(context, { ...point, symbol: "knots", ms: 0, value: 3 });
  expect(allRows(context.piece, "samples")).toEqual([
    {
      run_id: "r",
      source: "web",
      metric: "memory",
      unit: "B",
      at: "1970-01-01T00:00:01.500Z",
      value: 2 * 2 ** 20,
    },
    {
      run_id: "r",
      source: "db",
      metric: "memory",
      unit: "B",
      at: null,
      value: 2 ** 20,
    },
    {
      run_id: "r",
      source: "web",
      metric: "memory",
      unit: "knots",
      at: "1970-01-01T00:00:00.000Z",
      value: 3,
    },
  ]);
});

test("points without a number or a time are left out, with one warning for those alike", () => {
  const context = open();
  const series = openSeries();
  const point = { source: "web", metric: "up", symbol: "" };
  for (const value of ["NaN", "NaN", "+Inf", null, undefined]) {
    series.add(context, { ...point, ms: 0, value });
  }
  series.add(context, { ...point, ms: NaN, value: 1 });
  series.add(context, { ...point, ms: 1e300, value: 1 });
  series.close(context);
  expect(
    context.piece.rows.warnings.map(({ message, n }) => [message, n]),
  ).toEqual([
    ["points of up are left out as NaN is no number", 2],
    ["points of up are left out as +Inf is no number", 1],
    ["points of up are left out as null is no number", 1],
    ["points of up are left out as undefined is no number", 1],
    ["points of up are left out as their time cannot be read", 2],
  ]);
  expect(context.piece.counts)
    .toMatchObject({ read: 7, stored: 0, rejected: 7 });
});

test("points of many names share a warning", () => {
  const context = open();
  const series = openSeries();
  for (let i = 0; i < 60; i++) {
    series.add(context, {
      source: "web",
      metric: `m${i}`,
      symbol: "",
      ms: 0,
      value: "NaN",
    });
  }
  series.close(context);
  const { warnings } = context.piece.rows;
  expect(warnings).toHaveLength(51);
  expect(warnings.at(-1))
    .toMatchObject({ message: "points of others are left out", n: 10 });
});
