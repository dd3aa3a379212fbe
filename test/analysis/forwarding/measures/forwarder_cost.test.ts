import { expect, test } from "vitest";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import { partCosts } from "../../../../src/analysis/forwarding/measures/forwarder_cost.ts";
import { withForwardingStore } from "../../../testing/forwarding_rows.ts";
import { toTestSeries } from "../../../testing/monitoring_rows.ts";

/** A process whose first reading has no processor use. */
const process = (source: string, cores: number, memory: readonly number[]) => [
  ...toTestSeries(source, "memory", { values: memory }),
  ...toTestSeries(source, "cpu", { values: memory.map(() => cores) })
    .slice(1),
];

test("partCosts() sums processor time over the processes, adapters apart", async () => {
  await withForwardingStore([{
    samples: [
      ...process("forwarder", 0.5, [10, 30, 20]),
      ...process("hop-2-forwarder", 0.25, [5, 5, 5]),
      ...process("forwarder-adapter", 1, [7, 7]),
      ...process("sink-1", 0.1, [1, 1]),
      ...process("node-1", 9, [9, 9]),
    ],
  }], async (store) => {
    expect(await partCosts(store)).toEqual([
      { run_id: "r1", part: "adapter", processes: 1, cpu_s: 1, memory: 7 },
      { run_id: "r1", part: "forwarder", processes: 2, cpu_s: 1.5, memory: 35 },
      { run_id: "r1", part: "sink", processes: 1, cpu_s: 0.1, memory: 1 },
    ]);
    const [measures] = await forwardingMeasures(store);
    const delivered = 3 * 14_000;
    expect(measures?.cost).toMatchObject({
      ...{ delivered, memory: 35, adapter_memory: 7 },
      cpu_per_million: 1.5 / delivered * 1e6,
      adapter_cpu_per_million: 1 / delivered * 1e6,
    });
  });
});
