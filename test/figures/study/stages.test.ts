import { expect, test } from "vitest";
import {
  plotStages,
  type StageBar,
} from "../../../src/figures/study/stages.ts";
import type { Meaning } from "../../../src/figures/drawing/meaning.ts";
import { expectGolden } from "../golden.ts";

const options = {
  title: "Start of pods",
  x: { label: "time", unit: "s" },
  counted: "pods",
};

/** Five stages of each pod, one after the other; the last of every fifth pod has no end. */
function toBars(pods: number): StageBar[] {
  const stages = ["queued", "pulling", "starting", "ready", "failed"];
  return Array.from({ length: pods }, (_, i) => {
    const ends = stages.map((_, j) => (i % 7) + (j + 1) * (1 + (i % 11) / 7));
    return stages.map((stage, j) => ({
      entity: `pod-${i}`,
      group: `node ${i % 2}`,
      stage,
      from: ends[j - 1] ?? i % 7,
      to: j === 4 && i % 5 === 0 ? null : ends[j] ?? 0,
    }));
  }).flat();
}

test("plotStages() draws a bar a stage in groups, open ends, and spans", async () => {
  const figure = plotStages(toBars(6), {
    ...options,
    sort: "group",
    meanings: { ready: "ok" },
    spans: [{ group: "node 1", from: 2, to: 4 }],
    spanLabel: "node drained",
  });
  expect(figure.n).toBe(6);
  expect(figure.svg).toContain("node 1: pod-3");
  expect(figure.svg).toContain("dashed to the edge: not seen to end");
  expect(figure.data.rows).toHaveLength(30);
  expect(figure.svg).not.toContain("data-x-domain");
  await expectGolden(figure, "stages");
});

test("plotStages() stays small for 4,000 entities, and then names groups and sums up its table", () => {
  const figure = plotStages(toBars(4000), { ...options, sort: "group" });
  expect(figure.svg.length).toBeLessThan(400_000);
  expect(figure.svg).toContain(">node 1<");
  expect(figure.svg).not.toContain("pod-1");
  expect(figure.data.rows.map(([stage, bars, open]) => [stage, bars, open]))
    .toContainEqual(["failed", 4000, 800]);
});

test("plotStages() draws one in so many of thousands, and each that was not seen to end", () => {
  const open = {
    entity: "late",
    group: "",
    stage: "queued",
    from: 1,
    to: null,
  };
  const bars = [...toBars(4000).filter(({ to }) => to !== null), open];
  const figure = plotStages(bars, { ...options, sort: "end" });
  expect(figure.n).toBe(4001);
  expect(figure.svg).toContain("a row for one in 6, and for each not seen");
  expect(figure.svg).toContain('stroke-dasharray="3 2"');
  expect(figure.svg.length).toBeLessThan(100_000);
  expect(plotStages(toBars(4000), options).svg)
    .toMatch(/a row for one in 5(?!,)/);
});

test("plotStages() gives no colour away for a stage whose meaning has none of a series", () => {
  const colourOf = (meanings: Readonly<Record<string, Meaning>>) =>
    /data-series="pulling"[^>]* stroke="([^"]+)"/.exec(
      plotStages(toBars(2), { ...options, meanings }).svg,
    )?.[1];
  expect(colourOf({ queued: "phase" })).toBe("var(--c1)");
  expect(colourOf({})).toBe("var(--c3)");
});

test("plotStages() names as many of a hundred groups as there is room for", () => {
  const bars = toBars(1000).map((bar, i) => ({
    ...bar,
    group: `cell ${Math.floor(i / 50)}`,
  }));
  const { svg } = plotStages(bars, { ...options, sort: "group" });
  const height = Number(/viewBox="0 0 760 ([\d.]+)"/.exec(svg)?.[1]);
  expect(height).toBeLessThan(1400);
  expect(svg.match(/>cell \d+</g)?.length).toBeGreaterThan(15);
});

test("plotStages() sorts all entities together without naming groups", () => {
  const { svg } = plotStages(toBars(200), { ...options, sort: "end" });
  expect(svg).toContain("in order of their end");
  expect(svg).not.toContain("node 1");
});

test("plotStages() refuses a span of a group that it does not draw", () => {
  const spans = [{ group: "node 1", from: 2, to: 4 }];
  expect(() => plotStages(toBars(6), { ...options, spans }))
    .toThrow('no such group is drawn, use sort "group"');
});

test("plotStages() draws one moment, and refuses no bars", () => {
  const bar = { entity: "a", group: "", stage: "s", from: 3, to: 3 };
  expect(plotStages([bar], options).svg).not.toMatch(/NaN|Infinity/);
  expect(() => plotStages([], options)).toThrow("as there are no pods");
});
