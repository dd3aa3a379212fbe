import { expect, test } from "vitest";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import {
  sentAt,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";

/** A third of the lines; the others get half of them each in the outage. */
const share = (isAway: boolean) => (seconds: number) => {
  const away = Math.max(0, Math.min(seconds, 10) - 4) * 1000;
  return (sentAt(seconds) - away) / 3 + (isAway ? 0 : away / 2);
};

test("awaySinks() tells what still reached them, and what others of a cluster took over", async () => {
  await withForwardingStore([
    {
      params: { topology: "cluster" },
      arrived: {
        "sink-1": share(false),
        "sink-2": share(true),
        "sink-3": share(false),
        cluster: sentAt,
      },
    },
    { run_id: "r2" },
    { run_id: "r3", fault: "none" },
  ], async (store) => {
    const [cluster, fanOut, none] = await forwardingMeasures(store);
    expect(cluster?.away?.before).toBeCloseTo(1000 / 3);
    expect(cluster?.away?.still_share).toBeCloseTo(0);
    expect(cluster?.away?.taken_share).toBeCloseTo(1);
    expect(fanOut?.away).toMatchObject({ taken_share: null });
    expect(none?.away).toBeNull();
  });
});

/** As a sink that was away, and got all that had waited for it a tenth of a second before the last of them was back. */
const early = (seconds: number) =>
  seconds < 9.95 ? sentAt(Math.min(seconds, 4)) / 3 : sentAt(seconds) / 3;

test("awaySinks() looks no further than to the start of the healing, as the first is back before the last", async () => {
  await withForwardingStore([{
    params: { topology: "cluster" },
    arrived: { "sink-1": early, "sink-2": early, cluster: sentAt },
  }], async (store) => {
    const [run] = await forwardingMeasures(store);
    expect(run?.away?.still_share).toBe(0);
  });
});
