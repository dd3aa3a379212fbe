import { expect, test } from "vitest";
import { judgeAll } from "../../../src/analysis/forwarding/attribute_cells.ts";
import { forwarderStudy } from "../../../src/analysis/forwarding/forwarder_study.ts";
import { forwardingMeasures } from "../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import {
  judgedEarlier,
  leftOut,
  newestRevisions,
} from "../../../src/analysis/forwarding/revisions.ts";
import {
  type LiteralForwarding,
  withForwardingStore,
} from "../../testing/forwarding_rows.ts";

/** Runs of a tool before its adapter changed and after, and of one that has a setting more. */
const literal: readonly Partial<LiteralForwarding>[] = [
  { system: "nats", params: { nats_hold: 1 } },
  { system: "nats", params: { nats_hold: 1 }, attribute: "restart" },
  { system: "syslog-ng", params: { "syslog-ng_memory": 9 } },
  {
    ...{ system: "nats", params: { nats_hold: 3 } },
    run: { system_version: "1.0 (adapter 2)" },
  },
  { system: "syslog-ng", params: { "syslog-ng_memory": 9, "syslog-ng_a": 1 } },
  { system: "syslog-ng", params: { "syslog-ng_memory": 8, "syslog-ng_a": 2 } },
  {},
];
const named = literal.map((run, i) => ({ ...run, run_id: `r${i + 1}` }));

test("newestRevisions() judges no run together with those of an earlier version or with other settings, and names all", async () => {
  await withForwardingStore(named, async (store) => {
    const all = judgeAll(await forwardingMeasures(store));
    const { runs, revisions } = newestRevisions(all);
    expect(runs.map(({ measures }) => measures.run.run_id))
      .toEqual(["r2", "r4", "r5", "r6", "r7"]);
    const rows = revisions.map((
      { name, own_settings, runs, judged, newest },
    ) => [
      ...[name, own_settings.join(" "), runs, judged, newest],
    ]);
    expect(rows).toEqual([
      ["nats 1.0", "hold=1", 1, false, false],
      ["nats 1.0", "hold=1", 1, true, false],
      ["nats 1.0 (adapter 2)", "hold=3", 1, true, true],
      ["rsyslog 1.0", "", 1, true, true],
      ["syslog-ng 1.0", "memory=9", 1, false, false],
      ["syslog-ng 1.0", "a=1 memory=9 a=2 memory=8", 2, true, true],
    ]);
    expect(leftOut(revisions)).toBe(2);
    expect(judgedEarlier(revisions))
      .toEqual([{ system: "nats", attribute: "restart" }]);
  });
});

test("newestRevisions() takes a later run that says nothing for none", async () => {
  const skipped = {
    ...{ run_id: "r2", system: "nats" },
    run: { status: "skipped", system_version: "2.0" },
  } as const;
  await withForwardingStore([
    { system: "nats" },
    skipped,
    { ...skipped, run_id: "r3", attribute: "restart" },
  ], async (store) => {
    const all = judgeAll(await forwardingMeasures(store));
    const { runs, revisions } = newestRevisions(all);
    expect(runs.map(({ measures }) => measures.run.run_id))
      .toEqual(["r1", "r3"]);
    expect(revisions.map(({ runs, judged, newest }) => [runs, judged, newest]))
      .toEqual([[1, true, true], [1, false, false], [1, true, false]]);
  });
});

test("newestRevisions() keeps a run that failed before it told its version", async () => {
  const failed = { status: "failed", system_version: "" } as const;
  await withForwardingStore([
    { run_id: "r1", run: { system_version: "2.0" } },
    { run_id: "r2", run: { system_version: "3.0" } },
    { run_id: "r3", run: failed },
  ], async (store) => {
    const all = judgeAll(await forwardingMeasures(store));
    const { runs, revisions } = newestRevisions(all);
    expect(runs.map(({ measures }) => measures.run.run_id))
      .toEqual(["r2", "r3"]);
    expect(revisions.map(({ name, judged }) => [name, judged])).toEqual([
      ["rsyslog 2.0", false],
      ["rsyslog 3.0", true],
      ["rsyslog", true],
    ]);
  });
});

test("newestRevisions() compares a chain of different forwarders with itself only", async () => {
  const chain = (versions: string) => ({
    ...{ attribute: "chain", fault: "none", params: { hops: "nats" } },
    run: { system_version: versions },
  });
  await withForwardingStore([
    { run_id: "r1", ...chain("rsyslog 1.0, nats 2") },
    { run_id: "r2", ...chain("rsyslog 1.0, nats 2 (adapter 2)") },
    { run_id: "r3" },
  ], async (store) => {
    const { runs, revisions } = await forwarderStudy(store);
    expect(runs.map(({ measures }) => measures.run.run_id))
      .toEqual(["r2", "r3"]);
    expect(revisions.map(({ name, judged, newest }) => [name, judged, newest]))
      .toEqual([
        ["rsyslog 1.0, nats 2", false, false],
        ["rsyslog 1.0, nats 2 (adapter 2)", true, true],
        ["rsyslog 1.0", true, true],
      ]);
  });
});

test("forwarderStudy() says of a verdict that it rests on an earlier revision", async () => {
  await withForwardingStore(named, async (store) => {
    const { cells } = await forwarderStudy(store);
    const reasons = cells.filter(({ system, run_id }) =>
      system === "nats" && run_id !== ""
    ).map(({ attribute, reason }) => [
      ...[attribute, reason.endsWith("; by runs of an earlier revision")],
    ]);
    expect(reasons).toEqual([["back-pressure", false], ["restart", true]]);
  });
});
