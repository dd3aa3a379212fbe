import { expect, test } from "vitest";
import { forwarderStudy } from "../../../src/analysis/forwarding/forwarder_study.ts";
import { withForwardingStore } from "../../testing/forwarding_rows.ts";

test("forwarderStudy() has every run, a cell for each attribute, and throughput by its line", async () => {
  await withForwardingStore([
    {},
    {
      ...{ run_id: "r2", attribute: "throughput", fault: "none" },
      histograms: [{
        ...{ kind: "delivery sink-1 measure", count: 1000 },
        ...{ lower: 0.01, upper: 0.01 },
      }],
    },
  ], async (store) => {
    const { runs, cells, variants, lines } = await forwarderStudy(store);
    expect(runs.map(({ measures }) => measures.run.run_id))
      .toEqual(["r1", "r2"]);
    expect(cells).toHaveLength(9);
    expect(cells.filter(({ attribute }) => attribute === "throughput"))
      .toMatchObject([{ kind: "not engaged", variant: "3 sinks" }]);
    expect(variants.map(({ variant }) => variant)).toEqual(["killed"]);
    expect(lines.map(({ line }) => line.passed)).toEqual([1000]);
  });
});

test("forwarderStudy() of no runs is empty", async () => {
  await withForwardingStore([{ run: { experiment: "kv" } }], async (store) => {
    expect(await forwarderStudy(store))
      .toEqual({ runs: [], cells: [], variants: [], lines: [] });
  });
});
