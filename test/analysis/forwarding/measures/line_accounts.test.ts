import { expect, test } from "vitest";
import {
  findContradictions,
  lineAccounts,
} from "../../../../src/analysis/forwarding/measures/line_accounts.ts";
import {
  outage,
  steady,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";
import { toTestSeries } from "../../../testing/monitoring_rows.ts";

const zeros = {
  ...{ duplicates: 0, back_steps: 0, torn: 0, foreigners: 0 },
  ...{ own_sent: null, own_dropped: null, own_queued: null, markers: null },
  by_adapter: false,
};

test("lineAccounts() has what each sink counted, with the forwarder's own counters beside", async () => {
  await withForwardingStore([{
    lost: { "sink-2": [[4950, 5049]] },
    arrived: { "sink-1": steady, "sink-2": outage(100) },
    reported: [
      { label: "sink-2", statistic: "sent", value: 13_933 },
      { label: "", statistic: "markers", value: 32 },
      { label: "sink-2", statistic: "dropped", value: 0 },
      { label: "", statistic: "queued", value: 7 },
    ],
    samples: toTestSeries("sink-2", "foreign_lines", { values: [0, 3] }),
  }], async (store) => {
    const [first, second] = await lineAccounts(store);
    expect(first).toEqual({
      ...{ run_id: "r1", subject: "sink-1", kind: "sink", sent: 14_000 },
      ...{ received: 14_000, uniques: 14_000, lost: 0, ...zeros },
      markers: 32,
    });
    expect(second).toEqual({
      ...{ run_id: "r1", subject: "sink-2", kind: "sink", sent: 14_000 },
      ...{ received: 13_900, uniques: 13_900, lost: 100, ...zeros },
      ...{ foreigners: 3, markers: 32 },
      ...{ own_sent: 13_933, own_dropped: 0 },
    });
    expect(findContradictions(second!, "fan-out")).toEqual([
      {
        run_id: "r1",
        subject: "sink-2",
        code: "own-dropped",
        counted: 100,
        said: 0,
      },
      {
        run_id: "r1",
        subject: "sink-2",
        code: "own-sent",
        counted: 13_900,
        said: 13_901,
      },
      { run_id: "r1", subject: "sink-2", code: "foreign", counted: 3, said: 0 },
    ]);
    expect(findContradictions(first!, "fan-out")).toEqual([]);
  });
});

test("findContradictions() tells that lines neither arrived nor were lost; a sink of a cluster needs not have all", async () => {
  await withForwardingStore([{
    arrived: { "sink-1": (seconds) => steady(seconds) / 2 },
  }], async (store) => {
    const [account] = await lineAccounts(store);
    expect(findContradictions(account!, "fan-out").map(({ code }) => code))
      .toEqual(["does-not-add-up"]);
    expect(findContradictions(account!, "cluster")).toEqual([]);
  });
});
