import { expect, test } from "vitest";
import {
  type Milestone,
  type MilestoneRow,
  plotMilestones,
} from "../../../src/figures/platform/milestones.ts";
import { expectGolden } from "../golden.ts";

const seen = (...seconds: number[]) =>
  seconds.map((one) => ({ seconds: one, known: "seen" as const }));

const milestones: readonly Milestone[] = [
  { name: "noticed", meaning: "fault" },
  { name: "half back", meaning: "p50" },
  { name: "95 % back", meaning: "p95" },
  { name: "all back", meaning: "ok" },
];

const row: MilestoneRow = {
  ...{ label: "10 of 100 cells die", runs: 3 },
  times: [
    seen(10.2, 11, 12),
    seen(18.4, 18.5, 19.1),
    seen(21, 21.5, 22),
    seen(22.7, 23, 25.1),
  ],
};

const options = { title: "When what was lost ran again", zero: "the fault" };

test("plotMilestones() draws every run, the medians, and what was not seen", async () => {
  const figure = plotMilestones([
    row,
    {
      label: "3 of 10 full cells die, and the others have too little room",
      runs: 2,
      times: [
        seen(14, 15),
        [...seen(61), { seconds: 90, known: "beyond" }],
        [{ seconds: 90, known: "beyond" }, { seconds: 90, known: "beyond" }],
        [],
      ],
    },
  ], { ...options, milestones, caption: "Assumed durations." });
  expect(figure.n).toBe(5);
  expect(figure.svg).toContain("triangle: watching ended first");
  expect(figure.svg).toContain(">not seen<");
  expect(figure.data.rows).toContainEqual(
    ["10 of 100 cells die", "all back", 25.1, "seen"],
  );
  await expectGolden(figure, "milestones");
});

test("plotMilestones() explains no mark that it does not draw, and refuses no time", () => {
  const { svg } = plotMilestones([row], { ...options, milestones });
  expect(svg).not.toContain("triangle");
  expect(() =>
    plotMilestones([{ ...row, times: [] }], { ...options, milestones })
  ).toThrow("no run tells a time");
});

test("plotMilestones() leaves out of the legend what no run reached", () => {
  const { svg } = plotMilestones(
    [{ ...row, times: row.times.slice(0, 2) }],
    { ...options, milestones },
  );
  expect(svg).toContain(">half back<");
  expect(svg).not.toContain(">all back<");
});
