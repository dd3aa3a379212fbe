import { expect, test } from "vitest";
import { clockAxis } from "../../../src/figures/run/clock.ts";
import { plotRunTimeline } from "../../../src/figures/run/run_timeline.ts";
import { longClock, shortClock, shortTimeline } from "./_sample_run.ts";

test("clockAxis() says what zero is, in a unit with few digits", () => {
  const axis = clockAxis(longClock);
  expect(axis.label).toBe("time since the start of measuring (min)");
  expect(axis.domain[0]).toBe(-2);
  expect(clockAxis(shortClock).label).toContain("(s)");
});

test("clockAxis() gives a clock without a length a second", () => {
  expect(clockAxis({ ...shortClock, from: 3, until: 3 }).domain)
    .toEqual([3, 4]);
});

test("plotClockPanels() cuts moments to the clock and names phases with room", () => {
  const { svg } = plotRunTimeline({
    ...shortTimeline,
    clock: {
      ...shortClock,
      moments: [
        {
          kind: "phase",
          label: "measuring",
          from: -99,
          until: 4,
          measured: true,
        },
        {
          kind: "phase",
          label: "hardly",
          from: 4,
          until: 4.01,
          measured: false,
        },
      ],
    },
  }, { title: "x" });
  expect(svg).toContain(">measuring<");
  expect(svg).not.toContain(">hardly<");
  expect(svg).not.toContain("-99");
});
