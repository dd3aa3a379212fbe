import { expect, test } from "vitest";
import { forwardingRuns } from "../../../../src/analysis/forwarding/measures/forwarding_runs.ts";
import { lineAccounts } from "../../../../src/analysis/forwarding/measures/line_accounts.ts";
import {
  type LossRow,
  lossRows,
} from "../../../../src/analysis/forwarding/measures/loss_classes.ts";
import { sentStreams } from "../../../../src/analysis/forwarding/measures/sent_clock.ts";
import {
  type LiteralForwarding,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";
import { toTestEvent } from "../../../testing/monitoring_rows.ts";

/** Returns the loss of the second sink, or of another subject. */
async function lossOf(
  options: Partial<LiteralForwarding>,
  subject = "sink-2",
): Promise<LossRow | undefined> {
  return await withForwardingStore([options], async (store) => {
    const rows = await lossRows(store, {
      runs: await forwardingRuns(store),
      accounts: await lineAccounts(store),
      streams: await sentStreams(store),
    });
    return rows.find((row) => row.subject === subject);
  });
}

/** The sink dies at line 5,000, in flight are those from 4,000 to 5,020, and it is back at line 11,000. */
test.each<[string, readonly (readonly [number, number])[], Partial<LossRow>]>([
  ["nothing", [], { loss: "none", lost: 0, covered_s: expect.closeTo(6) }],
  ["lines on their way", [[4900, 5019]], {
    ...{ loss: "in flight", lost: 120, in_flight: 120, outage: 0 },
    ...{ due: 6000, covered_s: expect.closeTo(5.88) },
  }],
  ["the oldest of the outage", [[5000, 7999]], {
    ...{
      loss: "oldest",
      outage: 3000,
      in_flight: 0,
      covered_s: expect.closeTo(3),
    },
  }],
  ["the newest, on after the sink was back", [[8000, 11_999]], {
    ...{
      loss: "newest",
      outage: 3000,
      after: 1000,
      covered_s: expect.closeTo(3),
    },
  }],
  ["what was still in the forwarder", [[4990, 5039]], {
    ...{ loss: "oldest", in_flight: 0, outage: 50 },
  }],
  ["the middle", [[7500, 9499]], { loss: "middle", outage: 2000 }],
  ["all but what the first and the last second have", [[6100, 9599]], {
    ...{ loss: "middle", outage: 3500, in_flight: 0 },
  }],
  ["the middle, and lines on their way", [[4900, 5019], [6100, 9599]], {
    ...{ loss: "middle", outage: 3500, in_flight: 120 },
  }],
  ["all of it", [[5000, 10_999]], {
    ...{
      loss: "all",
      in_flight: 0,
      outage: 6000,
      covered_s: expect.closeTo(0),
    },
  }],
  ["both ends", [[6000, 6999], [10_000, 10_999]], { loss: "middle" }],
  ["lines long before", [[1000, 1009]], {
    ...{ loss: "unexplained", unexplained: 10, in_flight: 0 },
  }],
])("lossRows() of a killed sink that lost %s", async (_, lost, expected) => {
  expect(await lossOf({ lost: { "sink-2": lost } })).toMatchObject(expected);
});

test("lossRows() allows for a last write to each sink that died", async () => {
  const all = { at: 3.999, detail: "all-killed" };
  expect(
    await lossOf({
      ...{ fault: "all-killed", params: { topology: "cluster" } },
      arrived: { cluster: () => 1 },
      lost: { cluster: [[4990, 5039]] },
      events: [toTestEvent("fault", "sink-1,sink-2,sink-3", all)],
    }, "cluster"),
  ).toMatchObject({ loss: "in flight", in_flight: 50, outage: 0 });
});

test("lossRows() divides a range; one piece that goes on into the outage was not on its way", async () => {
  expect(await lossOf({ lost: { "sink-2": [[3500, 6499]] } })).toMatchObject({
    ...{ lost: 3000, unexplained: 500, in_flight: 0, outage: 2500 },
    loss: "oldest",
  });
});

test("lossRows() knows no lines in flight where no connection broke", async () => {
  expect(await lossOf({ fault: "frozen", lost: { "sink-2": [[5000, 5009]] } }))
    .toMatchObject({ in_flight: 0, outage: 10, loss: "oldest", due: 6000 });
});

test("lossRows() cannot explain what a sink lost that was not away", async () => {
  expect(await lossOf({ lost: { "sink-1": [[6000, 6009]] } }, "sink-1"))
    .toMatchObject({ unexplained: 10, loss: "unexplained", covered_s: null });
});

test("lossRows() takes a cluster for away when one of its sinks is", async () => {
  const cluster = {
    params: { topology: "cluster" },
    arrived: { cluster: () => 1 },
  };
  expect(
    await lossOf({ ...cluster, lost: { cluster: [[4950, 5019]] } }, "cluster"),
  ).toMatchObject({ in_flight: 70, loss: "in flight" });
});
