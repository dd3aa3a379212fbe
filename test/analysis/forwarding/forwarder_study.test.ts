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
      .toEqual({ runs: [], cells: [], variants: [], lines: [], revisions: [] });
  });
});

test("forwarderStudy() has runs that never started in the row of their forwarder, unless it has several versions", async () => {
  const skipped = { run: { status: "skipped", system_version: "" } } as const;
  const runs = [
    {},
    { ...skipped, attribute: "restart" },
    { system: "nats", fault: "none", params: { session: "t" } },
    {
      ...{ system: "nats", attribute: "restart", params: { session: "t" } },
      run: { system_version: "2.0" },
    },
    { ...skipped, system: "nats", attribute: "chain" },
    {
      ...skipped,
      system: "nats",
      attribute: "fidelity",
      params: { session: "t" },
    },
  ].map((run, i) => ({ ...run, run_id: `r${i + 1}` }));
  await withForwardingStore(runs, async (store) => {
    const { runs } = await forwarderStudy(store);
    expect(runs.map(({ measures }) => measures.run.system_version))
      .toEqual(["1.0", "1.0", "1.0", "2.0", "", ""]);
  });
});
