import { expect, test } from "vitest";
import { toPanels } from "../../../src/figures/run/resource_panels.ts";

const rows = ["a", "b"].flatMap((source) =>
  [2, 1].map((value) => ({
    metric: "memory",
    unit: "MiB",
    source,
    at: `2026-01-01T00:00:0${value}Z`,
    value: value * 1024,
  }))
);
const place = (at: string) => Number(at.slice(-2, -1));

test("toPanels() has a line a source in order of time, and one unit for lines and limits", () => {
  const limits = [
    { metric: "memory", label: "limit", value: 3072 },
    { metric: "processors", label: "other", value: 1 },
  ];
  const [panel, ...others] = toPanels(rows, limits, place);
  expect(others).toEqual([]);
  expect(panel?.unit).toBe("GiB");
  expect(panel?.limits).toEqual([{ label: "limit", value: 3 }]);
  expect(panel?.isThinned).toBe(false);
  expect(
    panel?.lines.map(({ source, points }) => [
      source,
      points.map(({ x, y }) => `${x} ${y}`).join(),
    ]),
  ).toEqual([["a", "1 1,2 2"], ["b", "1 1,2 2"]]);
});

test("toPanels() thins a line of very many samples", () => {
  const many = Array.from({ length: 1000 }, (_, i) => ({
    metric: "cpu",
    unit: "cores",
    source: "a",
    at: new Date(Date.UTC(2026) + i * 1000).toISOString(),
    value: i % 2,
  }));
  const [panel] = toPanels(many, [], (at) => Date.parse(at));
  expect(panel?.isThinned).toBe(true);
  const points = panel?.lines[0]?.points ?? [];
  expect(points.length).toBeLessThanOrEqual(180);
  expect(points[0]).toMatchObject({ low: 0, high: 1 });
});
