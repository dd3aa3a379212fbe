import { expect, test } from "vitest";
import { judgeAll } from "../../../../src/analysis/forwarding/attribute_cells.ts";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import { forwarderCostTable } from "../../../../src/analysis/forwarding/tables/forwarder_cost_table.ts";
import { renderMarkdownTable } from "../../../../src/report/mod.ts";
import {
  type LiteralForwarding,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";
import { toTestSeries } from "../../../testing/monitoring_rows.ts";

/** Two seconds of half a core, and 2 MiB. */
const process = (source: string) => [
  ...toTestSeries(source, "memory", { values: [2 ** 21, 2 ** 21, 2 ** 21] }),
  ...toTestSeries(source, "cpu", { values: [0, 0.5, 0.5] }).slice(1),
];

test("forwarderCostTable() has the forwarder, our adapter and the harness apart, throughput by sinks and rate", async () => {
  const runs: readonly Partial<LiteralForwarding>[] = [
    { samples: ["forwarder", "generator", "sink-1"].flatMap(process) },
    {
      ...{ attribute: "throughput", fault: "none" },
      samples: ["forwarder", "forwarder-adapter"].flatMap(process),
      histograms: [{
        ...{ kind: "delivery sink-1 measure", count: 1000 },
        ...{ lower: 0.01, upper: 0.01 },
      }],
    },
  ];
  const [, load] = runs;
  const other = { ...load, params: { sinks: 1, rate: 200 } };
  const named = [...runs, other].map((run, i) => ({
    ...run,
    run_id: `r${i + 1}`,
  }));
  await withForwardingStore(named, async (store) => {
    const text = renderMarkdownTable(
      forwarderCostTable({ runs: judgeAll(await forwardingMeasures(store)) }),
    );
    // One second for three times 14,000 lines.
    expect(text).toMatch(
      /Back pressure +\| rsyslog 1\.0 \| +1 \| +23\.8 s \| +– \| +2 MiB \| +– \| +23\.8 s \| +23\.8 s \| +2 MiB \| +2 MiB \|/,
    );
    const cases = text.matchAll(/Throughput, .*?\/s/g);
    expect([...cases].map(([name]) => name))
      .toEqual(["Throughput, 1 sink, 200/s", "Throughput, 3 sinks, 1,000/s"]);
    expect(text).toMatch(
      /Throughput, 3 sinks, 1,000\/s +\| rsyslog 1\.0 \| +1 \| +23\.8 s \| +23\.8 s \|/,
    );
  });
});
