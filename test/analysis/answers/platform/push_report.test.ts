import { expect, test } from "vitest";
import { pushReport } from "../../../../src/analysis/answers/platform/push_report.ts";
import { answer, renderMarkdownTable } from "../../../../src/report/mod.ts";
import { notebookHeadings } from "../../../testing/notebook_headings.ts";
import { makePushRun } from "../../../testing/platform_studies.ts";
import { withTestStore } from "../../../testing/records.ts";

const options = { system: "simulator", fill: 1, parallel: 2 };

test("pushReport() has an answer, a finding, rows of figures and tables", async () => {
  await withTestStore([
    makePushRun("r1", { cells: 1 }),
    makePushRun("r2", { cells: 1, repetition: 2 }),
    makePushRun("r3", { cells: 2, failed: [4] }),
    makePushRun("r4", { cells: 1, parallel: 8 }),
  ], async (store) => {
    const report = await pushReport(store, options);
    const { limits } = answer(report.answer);
    const headings = notebookHeadings("platform_push");
    for (const { heading } of limits) expect(headings).toContain(heading);
    expect(report.scales).toHaveLength(3);
    expect(report.finding.markdown).toContain("staging-failed");
    const { steps, real, ...others } = report.tables;
    expect(renderMarkdownTable(real)).toContain("No run on a real");
    expect(renderMarkdownTable(steps)).toContain("No run recorded the stages");
    for (const one of Object.values(others)) {
      expect(renderMarkdownTable(one)).toContain("|");
    }
  });
});

test("pushReport() says that nothing was pushed", async () => {
  await withTestStore([], async (store) => {
    const report = await pushReport(store, options);
    expect(answer(report.answer).verdict).toBe("No run pushed the whole mix.");
    expect(report.finding.markdown).toContain("No run");
    expect([report.scales, report.progress, report.tenths, report.kinds])
      .toEqual([[], [], [], []]);
    expect(report.steps).toEqual([]);
  });
});
