import { expect, test } from "vitest";
import { stageStudy } from "../../../../src/analysis/platform/stages/stage_study.ts";
import {
  completeShare,
  stageCaseTable,
  stageRunTable,
} from "../../../../src/analysis/platform/tables/stage_study_tables.ts";
import type { Table } from "../../../../src/report/mod.ts";
import { makeStageRun } from "../../../testing/platform_studies.ts";
import { withTestStore } from "../../../testing/records.ts";

function texts({ rows }: Table): string[][] {
  return rows.map((row) => row.map(({ text }) => text));
}

test("tables of stages have a row for each case, and for each run", async () => {
  await withTestStore([
    makeStageRun("r1", { cells: 2 }),
    makeStageRun("r2", { cells: 2, repetition: 2, open: [9] }),
    makeStageRun("r3", { cells: 1, kind: "lrp" }),
  ], async (store) => {
    const study = await stageStudy(store, {
      ...{ experiment: "platform-fezzik", system: "simulator" },
    });
    expect(texts(stageCaseTable(study))).toEqual([
      ["tasks", "10", "2", "2", "13 s", "Created-Container", "95 %"],
      ["instances", "5", "1", "1", "8 s", "Claimed-ALRP", "100 %"],
    ]);
    expect(texts(stageRunTable(study))).toEqual([
      ["tasks", "2", "1", "10", "8 s", "13 s", "13 s", "3", "0", "0"],
      ["tasks", "2", "2", "10", "8 s", "–", "not reached", "3", "1", "0"],
      ["instances", "1", "1", "5", "6 s", "8 s", "8 s", "3", "0", "0"],
    ]);
  });
});

test("tables of stages say that there are none", () => {
  expect(stageCaseTable({ cases: [] }).headline).toContain("No run");
  expect(stageRunTable({ cases: [] }).headline).toContain("No run");
  expect(completeShare({ sets: [] })).toBeNull();
});
