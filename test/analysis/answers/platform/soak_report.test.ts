import { expect, test } from "vitest";
import { soakReport } from "../../../../src/analysis/answers/platform/soak_report.ts";
import { answer, renderMarkdownTable } from "../../../../src/report/mod.ts";
import {
  toPlatformEvent,
  toSampleSeries,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";
import { toTestParam } from "../../../testing/records.ts";

const rows = {
  operations: [toTimedOperation("push", "hello-0", { at: 1 })],
  events: [
    toPlatformEvent("phase", "measure", { at: 600 }),
    toPlatformEvent("phase", "cool_down", { at: 600 + 7200 }),
  ],
  samples: [
    ...toSampleSeries(
      "ConvergenceLRPDuration",
      Array.from({ length: 260 }, () => 0.2),
    ).map((sample) => ({ ...sample, unit: "s" })),
    ...toSampleSeries(
      "LRPsRunning",
      Array.from({ length: 260 }, (_, i) => Math.min(960, 48 * i)),
    ),
  ],
};

test("soakReport() has an answer, figures and tables of one reading", () =>
  withPlatformStore(rows, async (store) => {
    const report = await soakReport(store, { system: "simulator" });
    expect(answer(report.answer).verdict).toContain("200 ms of 30 s");
    expect(report.loops).toHaveLength(1);
    expect(report.figures.map(({ panels }) => panels.map(({ label }) => label)))
      .toEqual([["convergence of instances", "instances that run"]]);
    expect(report.fill[0]?.points.length).toBeGreaterThan(5);
    expect(report.batches).toEqual([]);
    expect(report.tables.soaks.map(({ name }) => name))
      .toEqual(["10 cells for 2 h"]);
    expect(renderMarkdownTable(report.tables.runs)).toContain("200 ms");
  }, { experiment: "platform-soak", params: [toTestParam("cells", 10)] }));

test("soakReport() of no run says so in every part", () =>
  withPlatformStore({}, async (store) => {
    const { answer: parts, loops, figures, fill, tables } = await soakReport(
      store,
      { system: "cf" },
    );
    expect(answer(parts).verdict).toContain("No platform");
    expect([loops, figures, fill, tables.soaks]).toEqual([[], [], [], []]);
    for (const table of [tables.batches, tables.smoke]) {
      expect(renderMarkdownTable(table)).toContain("No run");
    }
    expect(renderMarkdownTable(tables.runs)).toContain("There is no run");
  }));
