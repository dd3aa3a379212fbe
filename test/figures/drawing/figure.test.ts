import { DOMParser } from "linkedom";
import { expect, test } from "vitest";
import {
  type Figure,
  plotResourceSeries,
  plotScatterFit,
  plotTrend,
  toFigure,
} from "../../../src/figures/mod.ts";

const hostile = `<script>alert("1")</script>&'\u0000\ud800`;

function scatter(title: string, verdict = "pass"): Figure {
  return plotScatterFit([{ x: 1, y: 2, verdict }, { x: 3, y: 5, verdict }], {
    title,
    x: { label: "nodes", unit: "" },
    y: { label: "rate", unit: "1/s" },
    caption: `Caption of ${title}`,
  });
}

test("toFigure() escapes hostile text from all inputs", () => {
  const figures = [
    scatter(hostile, hostile),
    plotTrend([{
      series: hostile,
      started_at: "2026-01-05T06:00:00.000Z",
      version: hostile,
      median: 1,
      min: 1,
      max: 1,
      n: 1,
    }], {
      title: hostile,
      caption: hostile,
      metric: hostile,
      unit: hostile,
      x: "version",
      arrange: "facets",
    }),
    plotResourceSeries([{
      metric: hostile,
      unit: hostile,
      source: hostile,
      at: "2026-01-05T06:00:00.000Z",
      value: 1,
    }], {
      title: hostile,
      events: [{ from: "2026-01-05T06:00:00.000Z", to: null, label: hostile }],
    }),
  ];
  for (const { svg } of figures) {
    expect(svg).not.toMatch(/<script/i);
    expect(svg).toContain("&lt;script&gt;alert(&quot;1&quot;)");
    // deno-lint-ignore no-control-regex -- characters that XML does not allow.
    expect(svg).not.toMatch(/[\u0000-\u0008]/);
    expect(svg.isWellFormed()).toBe(true);
    const { documentElement } = new DOMParser()
      .parseFromString(svg, "image/svg+xml");
    expect(documentElement?.nodeName).toBe("svg");
  }
});

test("toFigure() gives the same bytes independent of earlier figures", () => {
  const first = scatter("Same").svg;
  scatter("Other");
  expect(scatter("Same").svg).toBe(first);
});

test("toFigure() describes itself in the picture and to a screen reader", () => {
  const { svg } = scatter("Rate by nodes");
  expect(svg).toContain('role="img"');
  expect(svg).toContain("<title>Rate by nodes</title>");
  expect(svg).toContain(
    "<desc>n = 2 runs. Caption of Rate by nodes</desc>",
  );
  for (
    const text of ["Rate by nodes", "n = 2 runs", "Caption of Rate by nodes"]
  ) expect(svg).toMatch(new RegExp(`<text [^>]*>${text}</text>`));
});

test("toFigure() scopes every CSS rule by its own class", () => {
  const { svg } = scatter("10 cells, 1,000 tasks");
  const style = /<style>([^]*?)<\/style>/.exec(svg)?.[1] ?? "";
  const selectors = [...style.matchAll(/([^{}]+)\{/g)]
    .map(([, selector = ""]) => selector.trim())
    .filter((selector) => !selector.startsWith("@"));
  expect(selectors.length).toBeGreaterThan(3);
  for (const selector of selectors) {
    expect(selector).toMatch(/\.figure-10-cells-1-000-tasks$/);
  }
});

test("toFigure() is usable alone, with a size and without tiny text", () => {
  const { svg } = scatter("Alone");
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  const [, height] = /viewBox="0 0 760 (\d+)"/.exec(svg) ?? [];
  expect(svg).toContain(`height="${height}"`);
  expect(svg).toContain('width="760"');
  const sizes = [...svg.matchAll(/font-size="([^"]+)"/g)]
    .map(([, size]) => Number(size));
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
});

test("toFigure() wraps a long title instead of cutting it", () => {
  const title = "A title that goes on ".repeat(8).trim();
  const { svg } = scatter(title);
  const lines = [...svg.matchAll(/font-weight="600"[^>]*>([^<]+)</g)]
    .map(([, line]) => line);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.join(" ")).toBe(title);
});

test("a figure has a display for notebooks", () => {
  const figure = scatter("Shown");
  const display = Reflect.get(figure, Symbol.for("Jupyter.display"));
  expect(display()).toEqual({
    "image/svg+xml": figure.svg,
    "application/vnd.loadline.figure+json": {
      title: "Shown",
      caption: "Caption of Shown",
      n: 2,
      data: figure.data,
    },
    "text/plain": "Shown",
  });
  expect(Object.keys(figure)).toEqual(["title", "caption", "svg", "n", "data"]);
});

test("a figure carries what it draws, rounded, and without what JSON lacks", () => {
  const parts = {
    title: "T",
    caption: "",
    n: 2,
    counted: "runs",
    notes: [],
    data: {
      columns: [{ label: "a", unit: "" }, { label: "b", unit: "s" }],
      rows: [["x", 1 / 3], ["y", NaN], ["z", 123456789]],
    },
  };
  expect(toFigure([], parts).data.rows).toEqual([
    ["x", 0.333333],
    ["y", null],
    ["z", 123456789],
  ]);
});

test("a figure names the series of marks and legend, and notes the axes of a panel", () => {
  const { svg } = scatter("Tagged", "ok <1>");
  const read = (name: string) =>
    [...svg.matchAll(new RegExp(` ${name}="([^"]*)"`, "g"))]
      .map(([, value]) => value);
  expect(read("data-legend")).toEqual(["ok &lt;1&gt;", "ok &lt;1&gt;"]);
  expect(read("data-series")).toEqual(["ok &lt;1&gt;"]);
  expect(read("data-x-type")).toEqual(["linear"]);
  expect(read("data-x-domain")).toEqual(["1 3"]);
  expect(read("data-x-range")).toEqual(["64 732"]);
  expect(read("data-y-range")).toEqual(["336 30"]);
});
