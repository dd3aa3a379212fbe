import { expect, test } from "vitest";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import {
  outage,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";
import { toTestEvent, toTestSeries } from "../../../testing/monitoring_rows.ts";

test("spoolUse() has the size of the buffer, for each line that waited, and by its cap", async () => {
  await withForwardingStore([
    {
      spool: (seconds) => seconds < 4 ? 1000 : 1000 + 100_000 * (seconds - 4),
      params: { buffer_cap: 1_000_000 },
      samples: toTestSeries("forwarder", "spool_free", { values: [9, 5, 7] }),
    },
    { run_id: "r2", spool: null },
    {
      run_id: "r3",
      spool: (seconds) => seconds > 4 ? 100_000 : 0,
      lost: { "sink-2": [[6000, 10_999]] },
      arrived: { "sink-2": outage(5000) },
    },
  ], async (store) => {
    const [disk, memory, capped] = await forwardingMeasures(store);
    expect(disk?.spool).toMatchObject({ before: 1000, free: 5 });
    expect(disk?.spool.most).toBeCloseTo(1_601_000);
    expect(disk?.spool.overshoot).toBeCloseTo(0.601);
    // When most waited, at 10 s, it was 600,000 bytes larger.
    expect(disk?.spool.backlog).toBeCloseTo(6010);
    expect(disk?.spool.bytes_per_line).toBeCloseTo(600_000 / 6010);
    // Of 6,010 lines that waited 1,010 were kept.
    expect(capped?.spool.bytes_per_line).toBeCloseTo(100_000 / 1010);
    expect(memory?.spool).toMatchObject({
      ...{ before: null, most: null, bytes_per_line: null, overshoot: null },
      free: null,
    });
  });
});

test("spoolUse() holds the buffer of a sink that was away against the cap, not those of the others", async () => {
  const spool = (sink: string, scale: number) =>
    toTestSeries("forwarder", `spool_bytes;${sink}`, {
      values: Array.from({ length: 30 }, (_, second) => second * scale),
    });
  await withForwardingStore([{
    spool: (seconds) => 1_000_000 * seconds,
    params: { buffer_cap: 1000 },
    samples: [...spool("sink-1", 500), ...spool("sink-2", 30)],
  }], async (store) => {
    const [measures] = await forwardingMeasures(store);
    expect(measures?.run.away).toEqual(["sink-2"]);
    const most = measures?.spool.most ?? 0;
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(29 * 30);
    expect(measures?.spool.overshoot).toBeCloseTo(most / 1000 - 1);
  });
});

test("spoolUse() holds a buffer that all sinks share against one cap, however many sinks were away", async () => {
  const cluster = {
    ...{ fault: "all-killed", attribute: "sink-cluster" },
    events: [toTestEvent("fault", "sink-1,sink-2,sink-3", { at: 3.99 })],
  };
  const own = ["sink-1", "sink-2", "sink-3"].flatMap((sink) =>
    toTestSeries("forwarder", `spool_bytes;${sink}`, {
      values: Array.from({ length: 15 }, (_, second) => 100 * second),
    })
  );
  await withForwardingStore([
    {
      ...cluster,
      params: { topology: "cluster", buffer_cap: 1000 },
      spool: (seconds) => seconds > 4 ? 1200 : 0,
    },
    { ...cluster, run_id: "r2", params: { buffer_cap: 1000 }, samples: own },
  ], async (store) => {
    const [shared, each] = await forwardingMeasures(store);
    expect(shared?.run.away).toHaveLength(3);
    expect(shared?.spool.overshoot).toBeCloseTo(0.2);
    const most = each?.spool.most ?? 0;
    expect(most).toBeGreaterThan(1000);
    expect(each?.spool.overshoot).toBeCloseTo(most / 3000 - 1);
  });
});

test("spoolUse() takes each buffer of Flume as it is where a record has it", async () => {
  await withForwardingStore([{
    system: "flume",
    spool: (seconds) => seconds <= 4 ? 300 : 3000,
    params: { buffer_cap: 1000 },
    samples: ["sink-1", "sink-2", "sink-3"].flatMap((sink) =>
      toTestSeries("forwarder", `spool_bytes;${sink}`, {
        values: Array.from({ length: 15 }, () => sink === "sink-2" ? 1100 : 9),
      })
    ),
  }], async (store) => {
    const [measures] = await forwardingMeasures(store);
    expect(measures?.spool.overshoot).toBeCloseTo(0.1);
  });
});
