import { expect, test } from "vitest";
import {
  soakRows,
  soakSpan,
} from "../../../../src/analysis/platform/soak/soak_rows.ts";
import {
  BEGIN,
  toPlatformRow,
  toSampleSeries,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

const hour = Array.from({ length: 120 }, (_, i) => i);

test("soakRows() judges the samples from measure to the fault", () =>
  withPlatformStore({
    samples: [
      ...toSampleSeries(
        "ConvergenceLRPDuration",
        hour.map((i) =>
          // After the fault it is slow, which is no matter of the soak.
          i < 100 ? 1 + i / 1000 : 25
        ),
      ),
      ...toSampleSeries("PresentCells", hour.map(() => 10)),
      ...toSampleSeries("Unknown", hour),
    ],
  }, async (store) => {
    const run = toPlatformRow({
      ...{ fault_at: BEGIN + 3000, end_at: BEGIN + 3600 },
    });
    const rows = await soakRows(store, run);
    expect(rows.map(({ budget: { metric }, n, verdict }) => [
      ...[metric, n, verdict],
    ])).toEqual([
      ["ConvergenceLRPDuration", 100, "within"],
      ["PresentCells", 100, "none"],
    ]);
    expect(rows[0]).toMatchObject({
      ...{ min: 1, max: 1.099, seconds: 3000, source: "bbs" },
      drift: { verdict: "grows" },
    });
    // A thousandth of a second in 30 s.
    expect(rows[0]?.drift?.slope).toBeCloseTo(0.001 / 30, 7);
    expect(rows[1]?.drift?.verdict).toBe("flat");
  }));

test("soakSpan() is null for a run without a soak", () => {
  const marks = { measure_at: 5, fault_at: null, end_at: 9 };
  expect(soakSpan(marks)).toEqual({ from: 5, until: 9 });
  expect(soakSpan({ ...marks, measure_at: null })).toBeNull();
  expect(soakSpan({ ...marks, end_at: null })).toBeNull();
  expect(soakSpan({ ...marks, fault_at: 5 })).toBeNull();
});
