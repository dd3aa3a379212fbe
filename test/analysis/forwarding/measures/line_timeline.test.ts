import { expect, test } from "vitest";
import { forwardingRuns } from "../../../../src/analysis/forwarding/measures/forwarding_runs.ts";
import { lineSeries } from "../../../../src/analysis/forwarding/measures/line_series.ts";
import {
  lineTimeline,
  toBacklog,
  toRates,
} from "../../../../src/analysis/forwarding/measures/line_timeline.ts";
import { withForwardingStore } from "../../../testing/forwarding_rows.ts";
import { toTestEvent, toTestSeries } from "../../../testing/monitoring_rows.ts";

test("lineTimeline() draws rates, backlogs and the buffer, with outages as bands", async () => {
  await withForwardingStore([{
    events: [
      toTestEvent("down", "forwarder", { at: 8 }),
      toTestEvent("up", "forwarder", { at: 9 }),
    ],
    samples: toTestSeries("forwarder", "queued_lines", { values: [0, 500] }),
  }], async (store) => {
    const [run] = await forwardingRuns(store);
    const series = (await lineSeries(store)).get("r1") ?? [];
    const timeline = lineTimeline(run!, series);
    expect(timeline).toMatchObject({
      ...{ run_id: "r1", load_until: 13, buffer_cap: 2 ** 20 },
      bands: [
        { label: "sink-2 killed", from: 4, until: 10 },
        { label: "forwarder stopped", from: 8, until: 9 },
      ],
    });
    const at = (subject: string, metric: string, seconds: number) =>
      timeline.rows.find((row) =>
        row.subject === subject && row.metric === metric &&
        row.seconds === seconds
      )?.value;
    expect(at("generator", "rate", 6)).toBeCloseTo(1000);
    expect(at("sink-1", "rate", 6)).toBeCloseTo(1000);
    expect(at("sink-2", "rate", 6)).toBe(0);
    expect(at("sink-2", "rate", 10.5)).toBeCloseTo(5000);
    expect(at("sink-2", "backlog", 10)).toBeCloseTo(6010);
    expect(at("forwarder", "spool", 6)).toBe(2 ** 20);
    expect(at("forwarder", "queued", 1)).toBe(500);
    expect(at("generator", "blocked", 6)).toBe(0);
  });
});

test("lineTimeline() has no backlog of a single sink of a cluster, and nothing before the phase measure", async () => {
  await withForwardingStore([
    { params: { topology: "cluster" } },
    { run_id: "r2", run: { status: "failed" }, fault: "none" },
  ], async (store) => {
    const runs = await forwardingRuns(store);
    const series = await lineSeries(store);
    const metrics = lineTimeline(runs[0]!, series.get("r1") ?? []).rows
      .map(({ metric }) => metric);
    expect(metrics).not.toContain("backlog");
    expect(lineTimeline({ ...runs[1]!, measure_at: null }, []).rows)
      .toEqual([]);
  });
});

test("toRates() has no rate for the first sample, nor below 0; toBacklog() interpolates what was sent", () => {
  const sent = [{ at: 0, value: 0 }, { at: 2, value: 200 }];
  expect(toRates([...sent, { at: 3, value: 0 }])).toEqual([
    { at: 2, value: 100 },
    { at: 3, value: 0 },
  ]);
  expect(toBacklog(sent, [{ at: 1, value: 40 }])).toEqual([
    { at: 1, value: 60 },
  ]);
  expect(toBacklog([], sent)).toEqual([]);
});
