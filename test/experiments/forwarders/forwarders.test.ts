import { expect, test } from "vitest";
import { toKinds } from "../../../src/experiments/forwarders/check_forwarding.ts";
import { forwarderChain } from "../../../src/experiments/forwarders/forwarder_chain.ts";
import { forwarderProcedure } from "../../../src/experiments/forwarders/forwarder_procedure.ts";
import { attributes } from "../../../src/experiments/forwarders/forwarder_settings.ts";
import { forwarders } from "../../../src/experiments/forwarders/forwarders.ts";
import { planRuns } from "../../../src/lab/plan/matrix.ts";
import { toValues, type Values } from "../../../src/lab/plan/settings.ts";
import { UsageError } from "../../../src/record/mod.ts";
import { embedded } from "../../../src/systems/forwarders/embedded.ts";
import { nats } from "../../../src/systems/forwarders/nats/nats.ts";
import { toTestPlanOptions } from "../../testing/systems.ts";

const estimate = (values: Values) =>
  forwarderProcedure.estimate(values, { mode: "real" }).seconds;

/** Cases of a preset, without the system. */
function casesOf(preset: string, experiment: typeof forwarders = forwarders) {
  return planRuns(
    experiment.presets[preset]!,
    toTestPlanOptions(experiment, ["x"], { repetitions: 1 }),
  ).planned;
}

test("forwarders/full has a case of every attribute, each of which takes less than 40 s", () => {
  const planned = casesOf("full");
  expect(planned.map(({ case_id }) => case_id).toSorted()).toEqual([
    "x attribute=back-pressure rate=30000 sinks=3 fault=frozen",
    "x attribute=back-pressure rate=30000 sinks=3 fault=frozen-killed",
    "x attribute=back-pressure rate=30000 sinks=3 fault=killed",
    "x attribute=back-pressure rate=30000 sinks=3 fault=refused",
    "x attribute=back-pressure rate=30000 sinks=3 fault=slow",
    "x attribute=buffer-cap rate=30000 sinks=3 buffer_cap=16777216 fault=killed outage=16",
    "x attribute=chain rate=30000 sinks=1 hops=same+same",
    "x attribute=disk-full rate=30000 sinks=3 disk_size=16777216 fault=killed outage=12",
    "x attribute=fan-out rate=30000 sinks=3 fault=killed",
    "x attribute=fidelity rate=30000 sinks=1",
    "x attribute=restart rate=30000 sinks=1 fault=killed stop=SIGKILL",
    "x attribute=restart rate=30000 sinks=1 fault=killed stop=SIGKILL stopped=all",
    "x attribute=restart rate=30000 sinks=1 fault=killed stop=SIGTERM",
    "x attribute=restart rate=30000 sinks=1 fault=killed stop=SIGTERM stopped=all",
    "x attribute=sink-cluster rate=30000 sinks=3 topology=cluster fault=all-killed",
    "x attribute=sink-cluster rate=30000 sinks=3 topology=cluster fault=killed",
    "x attribute=throughput rate=166667 sinks=3",
  ]);
  expect(new Set(planned.map(({ values }) => values.attribute)))
    .toEqual(new Set(attributes));
  for (const { values } of planned) {
    expect(estimate(values)).toBeLessThan(40);
  }
});

test("forwarders: the preset of an attribute has its cases of the full one", () => {
  const full = casesOf("full").map(({ case_id }) => case_id);
  for (const name of attributes) {
    if (name === "throughput" || name === "disk-full") continue;
    const own = casesOf(name).map(({ case_id }) => case_id);
    expect(own.length).toBeGreaterThan(0);
    expect(full).toEqual(expect.arrayContaining(own));
  }
});

test("forwarders/throughput searches the highest rate to one sink and to three", () => {
  const { search } = forwarders.presets.throughput!;
  expect(search?.parameter).toBe("rate");
  expect(casesOf("throughput").map(({ values }) => values.sinks).toSorted())
    .toEqual([1, 3]);
});

test("forwarder-chain/quick is three embedded relays", () => {
  expect(casesOf("quick", forwarderChain).map(({ values }) => values.hops))
    .toEqual(["embedded+embedded"]);
});

test.each([
  [{ topology: "cluster", hops: "same" }, "Cannot end a chain in a cluster"],
  [{ topology: "cluster", sinks: 1 }, "Cannot have a cluster of 1"],
  [{ stop: "SIGTERM" }, "Cannot stop a forwarder that has no backlog"],
  [{ stopped: "all" }, "Cannot stop all processes of a forwarder"],
  [{ attribute: "fidelity", hops: "same" }, "Cannot compare the bytes"],
])("forwarders refuses %j", (set, message) => {
  const values = toValues(forwarders.settings, set);
  expect(() => estimate(values)).toThrow(UsageError);
  expect(() => estimate(values)).toThrow(message);
});

test("only a forwarder with an adapter can be asked to stop that as well", () => {
  const values = toValues(forwarders.settings, {
    ...{ fault: "killed", stop: "SIGKILL", stopped: "all" },
  });
  expect(() => toKinds(embedded, values))
    .toThrow("Cannot stop an adapter with embedded as it has none");
  expect(toKinds(nats, values)).toEqual([nats]);
});
