import { expect, test } from "vitest";
import { areaFill } from "../../../src/figures/drawing/area.ts";
import { meaningStyle } from "../../../src/figures/drawing/meaning.ts";
import { plotRunTimeline } from "../../../src/figures/run/run_timeline.ts";
import { longTimeline } from "../run/_sample_run.ts";

test("areaFill() differs by tint, hatch and full colour", () => {
  const fills = (["ok", "late", "failed"] as const)
    .map((meaning) => areaFill(meaningStyle(meaning)));
  expect(fills[0]).toHaveProperty("fillOpacity");
  expect(fills[1]?.fill).toMatch(/^url\(#/);
  expect(fills[2]).toEqual({ fill: "var(--c2)" });
});

test("plotHatches() defines every hatch that a figure uses, once", () => {
  const { svg } = plotRunTimeline(longTimeline, { title: "Hatches" });
  const defined = [...svg.matchAll(/<pattern[^>]* id="([^"]+)"/g)]
    .map(([, id]) => id);
  const used = new Set(
    [...svg.matchAll(/url\(#([^)]+hatch)\)/g)].map(([, id]) => id),
  );
  expect(new Set(defined)).toEqual(used);
  expect(defined).toHaveLength(2);
});
