import { expect, test } from "vitest";
import { recoveryReport } from "../../../../src/analysis/answers/platform/recovery_report.ts";
import { answer, renderMarkdownTable } from "../../../../src/report/mod.ts";
import {
  toPlatformEvent,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";
import { toTestParam } from "../../../testing/records.ts";

const rows = {
  events: [
    toPlatformEvent("phase", "measure", { at: 10 }),
    toPlatformEvent("note", "cell-1", { at: 100, detail: "dead" }),
    toPlatformEvent("fault", "cell-1", { at: 100, detail: "kill-cells" }),
    toPlatformEvent("note", "cell-1", { at: 112, detail: "missing" }),
    toPlatformEvent("heal", "cell-1", { at: 160 }),
    toPlatformEvent("phase", "cool_down", { at: 200 }),
  ],
  operations: [
    toTimedOperation("recover", "hello-0/0", { at: 100, duration_s: 20 }),
    toTimedOperation("recover", "crashing-0/0", {
      ...{ at: 100, duration_s: 30, subject: "crashing" },
    }),
  ],
};

const params = [
  toTestParam("cells", 10),
  toTestParam("kill_share", 0.1),
  toTestParam("fill", 1),
];

test("recoveryReport() has an answer, figures and tables of one reading", () =>
  withPlatformStore(rows, async (store) => {
    const report = await recoveryReport(store, { system: "simulator" });
    expect(answer(report.answer).verdict).toContain("**30 s**");
    expect(report.kinds).toEqual(["crashing", "hello"]);
    expect(report.cells.cases).toHaveLength(1);
    expect(report.cells.milestones).toHaveLength(1);
    // Of the cell, as no stage of an instance is on record.
    expect(report.cells.steps.map(({ label, n }) => [label, n]))
      .toEqual([["Noticed-Missing-Cell", 1]]);
    expect(report.examples.cells.map(({ title, run_id }) => [title, run_id]))
      .toEqual([["1 of 10 cells dies, repetition 1", "r1"]]);
    expect(report.sampled.markdown).toContain("No run sampled");
    expect(renderMarkdownTable(report.runs)).toContain("1 of 10 cells dies");
    expect(renderMarkdownTable(report.cells.table)).toContain("crashing");
  }, { experiment: "platform-recovery", params }));

test("recoveryReport() of no run says so in every part", () =>
  withPlatformStore({}, async (store) => {
    const report = await recoveryReport(store, { system: "cf" });
    const { cells, crowded, store: hit, examples } = report;
    for (const section of [cells, crowded, hit]) {
      expect(section).toMatchObject({ cases: [], kinds: [], milestones: [] });
      expect(renderMarkdownTable(section.table)).toContain("No run");
      expect(renderMarkdownTable(section.stepTable)).toContain("No run");
    }
    expect(examples).toEqual({ cells: [], crowded: [], store: [] });
    expect(answer(report.answer).verdict).toBe("No cell of cf died.");
    for (const table of [report.sharesTable, report.probes]) {
      expect(renderMarkdownTable(table)).toContain("No run");
    }
    expect(renderMarkdownTable(report.runs)).toContain("There is no run");
  }));
