import { expect, test } from "vitest";
import { stageReport } from "../../../../src/analysis/answers/platform/stage_report.ts";
import { answer, renderMarkdownTable } from "../../../../src/report/mod.ts";
import { notebookHeadings } from "../../../testing/notebook_headings.ts";
import { makeStageRun } from "../../../testing/platform_studies.ts";
import { withTestStore } from "../../../testing/records.ts";

const options = { experiment: "platform-fezzik", system: "simulator" };

test("stageReport() shows the first run of the largest case of each kind", async () => {
  await withTestStore([
    makeStageRun("r1", { cells: 2 }),
    makeStageRun("r2", { cells: 10 }),
    makeStageRun("r3", { cells: 10, repetition: 2 }),
    makeStageRun("r4", { cells: 1, kind: "lrp" }),
  ], async (store) => {
    const report = await stageReport(store, options);
    expect(
      report.examples.map(({ label, one, run_id }) => [label, one, run_id]),
    )
      .toEqual([
        ["50 tasks, 10 cells", "task", "r2"],
        ["5 instances, 1 cell", "instance", "r4"],
      ]);
    const [tasks] = report.examples;
    expect(tasks?.bars).toHaveLength(100);
    expect(tasks?.shares).toHaveLength(4);
    expect(renderMarkdownTable(report.runs)).toContain("Repetition");
    const headings = notebookHeadings("platform_stages");
    for (const { heading } of answer(report.answer).limits) {
      expect(headings).toContain(heading);
    }
  });
});

test("stageReport() has no example without stages", async () => {
  await withTestStore([], async (store) => {
    const report = await stageReport(store, options);
    expect([report.examples, report.counts]).toEqual([[], []]);
    expect(report.published.headline).toContain("No document says");
  });
});
