import { expect, test } from "vitest";
import { describeForwarding } from "../../../src/analysis/answers/forwarding_finding.ts";
import { forwarderStudy } from "../../../src/analysis/forwarding/forwarder_study.ts";
import {
  type LiteralForwarding,
  outage,
  sentAt,
  steady,
  withForwardingStore,
} from "../../testing/forwarding_rows.ts";
import { toTestSeries } from "../../testing/monitoring_rows.ts";

const lossOf = (first: number, last: number): Partial<LiteralForwarding> => ({
  lost: { "sink-2": [[first, last]] },
  arrived: { "sink-1": steady, "sink-2": outage(last - first + 1) },
});

test("describeForwarding() names the faults in which lines were lost, chains by all their forwarders, and copies", async () => {
  const runs: readonly Partial<LiteralForwarding>[] = [
    lossOf(4990, 5009),
    {},
    {
      fault: "refused",
      samples: [
        ...toTestSeries("sink-2", "duplicate_lines", { values: [0, 300] }),
        ...toTestSeries("sink-2", "back_steps", { values: [0, 340] }),
      ],
    },
    {
      ...{ attribute: "chain", fault: "none", params: { hops: "nats" } },
      run: { system_version: "rsyslog 8, nats 2" },
      arrived: { "hop-1": sentAt, "sink-1": sentAt },
    },
  ];
  const named = runs.map((run, i) => ({ ...run, run_id: `r${i + 1}` }));
  await withForwardingStore(named, async (store) => {
    const study = await forwarderStudy(store);
    const { markdown } = describeForwarding([study]);
    expect(markdown).toContain(
      "rsyslog (3 runs; with loss: killed 1 of 2, lost at most 20)",
    );
    expect(markdown).toContain("rsyslog → nats (1 run)");
    expect(markdown).toContain("rsyslog 300 copies, 40 others out of order.");
    expect(describeForwarding([]).markdown).toContain("no run of a forwarder");
    expect(describeForwarding([study, study]).markdown)
      .toContain("Of 8 runs, all count.");
  });
});
