import { expect, test } from "vitest";
import {
  plotPresence,
  type PresenceRun,
} from "../../../src/figures/platform/presence.ts";
import { expectGolden } from "../golden.ts";

const at = (...pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([seconds, value]) => ({ seconds, value }));

const run: PresenceRun = {
  clock: {
    ...{ zero: "the fault", from: -30, until: 90 },
    moments: [
      {
        kind: "fault",
        label: "2 of 10 cells die",
        ...{ from: 0, until: 40, measured: false },
      },
      {
        kind: "event",
        label: "noticed",
        ...{ from: 12.5, until: null, measured: false },
      },
    ],
  },
  alive: at([-30, 10], [0, 8], [42, 10], [90, 10]),
  present: at([-30, 10], [12.5, 9], [14, 8], [42, 10], [90, 10]),
  sampled: at([-20, 10], [40, 8]),
  missing: at([-30, 0], [0, 192], [18, 100], [21, 20], [25, 0], [90, 0]),
  tasks: [
    { seconds: -10, ok: true, took: 1.2 },
    { seconds: 5, ok: true, took: 1.4 },
    { seconds: 15, ok: false, took: 10 },
    { seconds: 25, ok: false, took: null },
  ],
};

test("plotPresence() draws cells, missing instances and tasks on one clock", async () => {
  const figure = plotPresence(run, {
    title: "Two of ten cells die",
    caption: "Repetition 1.",
  });
  expect(figure.n).toBe(192);
  for (
    const text of ["↑ cells", "↑ instances missing", "↑ time of a task (s)"]
  ) expect(figure.svg).toContain(`>${text}<`);
  expect(figure.svg).toContain(">noticed<");
  expect(figure.data.rows).toContainEqual(["cells taken for present", 14, 8]);
  expect(figure.data.rows).toContainEqual(["task failed", 25, 0]);
  await expectGolden(figure, "presence");
});

test("plotPresence() leaves out what the run does not tell", () => {
  const none = { alive: [], present: [], sampled: [], tasks: [] };
  const { svg } = plotPresence({ ...run, ...none }, { title: "x" });
  expect(svg).not.toContain("cells<");
  expect(svg).not.toContain("task");
  expect(() => plotPresence({ ...run, ...none, missing: [] }, { title: "x" }))
    .toThrow("tells nothing");
});

test("plotPresence() thins the steps of very many instances", () => {
  const missing = Array.from({ length: 5000 }, (_, i) => ({
    seconds: i / 100,
    value: 5000 - i,
  }));
  const { data } = plotPresence({ ...run, missing }, { title: "x" });
  const steps = data.rows.filter(([what]) => what === "instances missing");
  expect(steps.length).toBeLessThan(330);
});
