import { expect, test } from "vitest";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import { judgeAttribute } from "../../../../src/analysis/forwarding/verdicts/judge_attribute.ts";
import {
  type LiteralForwarding,
  outage,
  steady,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";
import { toTestSeries } from "../../../testing/monitoring_rows.ts";

async function judge(
  attribute: string,
  runs: readonly Partial<LiteralForwarding>[],
): Promise<string[]> {
  return await withForwardingStore(
    runs.map((run, i) => ({ ...run, attribute, run_id: `r${i + 1}` })),
    async (store) =>
      (await forwardingMeasures(store)).map(judgeAttribute)
        .map(({ kind, code, reason }) => `${kind}: ${code}: ${reason}`),
  );
}

const MIB = 2 ** 20;
const upTo = (bytes: number) => (seconds: number) => seconds < 4 ? 0 : bytes;
const newest = {
  lost: { "sink-2": [[8000, 10_999]] as const },
  arrived: { "sink-1": steady, "sink-2": outage(3000) },
};
/** A sink that still gets what waited for it when watching ends. */
const trickle = (seconds: number) =>
  Math.min(outage(3000)(seconds), steady(4) + Math.max(0, seconds - 10) * 100);
const never = (seconds: number) => Math.min(steady(seconds), steady(4));

test("buffer cap passes near the cap, whatever was dropped", async () => {
  expect(
    await judge("buffer-cap", [
      { spool: upTo(MIB), ...newest },
      { spool: upTo(1.5 * MIB), ...newest },
      { spool: upTo(MIB / 2) },
      { spool: null, ...newest },
      { spool: upTo(MIB), blocked: (at) => Math.max(0, Math.min(at, 9) - 6) },
      {
        spool: upTo(MIB),
        lost: { "sink-2": [[5000, 13_999]] },
        arrived: { "sink-1": steady, "sink-2": never },
      },
      { spool: upTo(MIB), lost: { "sink-1": [[8000, 8000]] } },
      {
        ...{ spool: upTo(MIB), ...newest },
        arrived: { "sink-1": steady, "sink-2": (at) => trickle(at) },
      },
      {
        ...{ spool: upTo(MIB), ...newest },
        histograms: [{
          ...{ kind: "delivery sink-1 fault", count: 999 },
          ...{ lower: 2, upper: 2 },
        }],
      },
    ]),
  ).toEqual([
    "pass: within-cap: the buffer took 1 MiB of 1; it dropped 3,000 lines: sink-2 the newest",
    "fail: cap-exceeded: the buffer took 1.5 MiB of 1, 50 % above",
    "not engaged: cap-not-reached: the buffer took 0.5 MiB of 1",
    "not supported: memory-only: no buffer on disk: 3,000 lines lost",
    "pass: within-cap: the buffer took 1 MiB of 1; it held up the sender, and lost nothing",
    "fail: no-recovery: the buffer took 1 MiB of 1; sink-2 got no line after it was back",
    "fail: healthy-lost: the buffer took 1 MiB of 1; sinks that were never away lost lines: sink-1 1",
    "fail: not-drained: the buffer took 1 MiB of 1; sink-2 had not drained 10 s after it was back",
    "fail: healthy-late: the buffer took 1 MiB of 1; p99 at sink-1 was 2 s",
  ]);
});

test("disk full passes if the forwarder lives and the others lose nothing", async () => {
  const params = { disk_size: MIB };
  expect(
    await judge("disk-full", [
      { params, spool: upTo(MIB), ...newest },
      { params, spool: upTo(MIB / 4) },
      {
        params,
        spool: upTo(MIB / 4),
        samples: toTestSeries("forwarder", "spool_free", { values: [9, 0] }),
      },
      {
        params,
        ...{ spool: upTo(0.92 * MIB), ...newest },
        samples: toTestSeries("forwarder", "spool_free", {
          values: [9e5, 8e4],
        }),
      },
      {
        params,
        spool: upTo(0.92 * MIB),
        samples: toTestSeries("forwarder", "spool_free", {
          values: [9e5, 8e4],
        }),
      },
      { params, spool: null },
      {
        params,
        spool: upTo(MIB),
        lost: { "sink-1": [[8000, 10_999]], "sink-2": [[5000, 13_999]] },
        arrived: { "sink-1": outage(3000), "sink-2": never },
      },
    ]),
  ).toEqual([
    "pass: within-cap: its disk was full; it dropped 3,000 lines: sink-2 the newest",
    "not engaged: disk-not-full: the disk was filled to 25 %",
    "pass: within-cap: its disk was full; nothing was lost",
    "pass: within-cap: its disk was full; it dropped 3,000 lines: sink-2 the newest",
    "not engaged: disk-not-full: the disk was filled to 92 %",
    "not supported: memory-only: no buffer on disk",
    "fail: healthy-lost: its disk was full; sinks that were never away lost lines: sink-1 3,000",
  ]);
});
