import { expect, test } from "vitest";
import { recoveryGaps } from "../../../src/analysis/recovery/recovery_gaps.ts";
import type { Param } from "../../../src/record/mod.ts";
import {
  atSecond,
  faultEvents,
  faultRun,
  toAttempts,
} from "../../testing/fault_run.ts";
import { toTestParam, withTestStore } from "../../testing/records.ts";

/** Probes of `node-1` every 0.1 s, without success in the spans of `out`. */
function withGaps(out: readonly (readonly [number, number])[]) {
  const operations = toAttempts({
    kind: "probe_put",
    subject: "node-1",
    step: 0.1,
    out,
  });
  return [[faultRun, { events: faultEvents, operations }]] as const;
}

test("recoveryGaps() does not detect a gap below twice the longest before the fault", () =>
  withTestStore(
    withGaps([[5.05, 5.25], [12.05, 12.45], [18.05, 18.75]]),
    async (store) => {
      const gaps = await recoveryGaps(store, "faults");
      expect(gaps.filter(({ scope }) => scope === "survivors")).toMatchObject([
        {
          phase: "fault",
          baseline: 0.3,
          seconds: 0.5,
          from: 2,
          detected: false,
        },
        { phase: "heal", baseline: 0.3, seconds: 0.8, from: 8, detected: true },
      ]);
      const sensitive = await recoveryGaps(store, "faults", { noise: 1.5 });
      expect(sensitive.every(({ detected }) => detected)).toBe(true);
    },
  ));

test("recoveryGaps() excludes times before the phase measure from the baseline", () =>
  withTestStore(
    withGaps([[0.05, 1.55], [12.05, 12.45]]),
    async (store) => {
      const [gap] = await recoveryGaps(store, "faults");
      expect(gap).toMatchObject({
        baseline: 0.1,
        seconds: 0.5,
        detected: true,
      });
    },
  ));

test("recoveryGaps() detects every gap where nothing succeeded before the fault", () =>
  withTestStore(withGaps([[0, 99]]), async (store) => {
    const [gap] = await recoveryGaps(store, "faults");
    expect(gap).toMatchObject({
      baseline: null,
      seconds: 15,
      censored: true,
      detected: true,
    });
  }));

test("recoveryGaps() counts operations of the load within the timeout of their run", async () => {
  const isSlow = (at: string) => at >= atSecond(12) && at < atSecond(13);
  const operations = toAttempts({
    kind: "put",
    subject: "node-1",
    step: 0.1,
    out: [],
  }).map((one) =>
    isSlow(one.started_at ?? "") ? { ...one, duration_s: 0.6 } : one
  );
  const longest = (params: readonly Param[]) =>
    withTestStore(
      [[{ ...faultRun, params: [...faultRun.params, ...params] }, {
        events: faultEvents,
        operations,
      }]],
      async (store) =>
        (await recoveryGaps(store, "faults"))
          .filter(({ scope, phase }) => scope === "load" && phase === "fault")
          .map(({ seconds }) => seconds),
    );
  expect(await longest([])).toEqual([expect.closeTo(0.7, 6)]);
  expect(await longest([toTestParam("timeout", 0.7)]))
    .toEqual([expect.closeTo(0.7, 6)]);
  expect(await longest([toTestParam("timeout", 0.5)]))
    .toEqual([expect.closeTo(1.1, 6)]);
});
