import { expect, test } from "vitest";
import { forwarderMetrics } from "../../../src/analysis/comparison/forwarder_metrics.ts";
import { measureForwarding } from "../../../src/analysis/forwarding/measure_forwarding.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";

const experiment = "forwarder-chain";

test("forwarderMetrics() has the metrics that each run is judged by", () =>
  withCommittedStore([experiment], async (store) => {
    const found = await forwarderMetrics(store, experiment);
    expect(found.size).toBeGreaterThan(0);
    for (const [run_id, metrics] of found) {
      const measured = await measureForwarding(store, { run_id, experiment });
      expect(metrics).toEqual(measured?.metrics);
    }
  }));
