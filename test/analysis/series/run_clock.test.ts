import { expect, test } from "vitest";
import { loadSpan } from "../../../src/analysis/series/run_clock.ts";
import type { Event } from "../../../src/record/mod.ts";
import {
  atSecond,
  faultEvents,
  faultRun,
  toAttempts,
  toFaultEvent,
} from "../../testing/fault_run.ts";
import { toTestOperation, withTestStore } from "../../testing/records.ts";

const attempts = toAttempts({
  kind: "put",
  subject: "node-0",
  step: 0.5,
  out: [],
});

function spanOf(events: readonly Event[], operations = attempts) {
  return withTestStore(
    [[faultRun, { events, operations }]],
    (store) => loadSpan(store, "r1"),
  );
}

test("loadSpan() counts from the start of measuring, and names phases, faults and events", async () => {
  const span = await spanOf([
    toFaultEvent(-3, "phase", "set_up"),
    toFaultEvent(-1, "leader", "node-0"),
    ...faultEvents,
    toFaultEvent(11, "leader", ""),
    toFaultEvent(12, "leader", "node-1"),
    toFaultEvent(16, "caught_up", "node-0"),
    toFaultEvent(26, "phase", "tear_down"),
  ]);
  expect(span?.clock.zero).toBe("the start of measuring");
  expect([span?.clock.from, span?.clock.until]).toEqual([-2, 24]);
  expect(span?.load).toEqual({ from: -2, until: 22.5 });
  expect(span?.ended).toBe(50);
  const lines = span?.clock.moments.map(
    ({ kind, label, from, until, measured }) =>
      `${kind} ${label} ${from} ${until} ${measured}`,
  );
  // The leader of the set-up and the phases beside the load are left out.
  expect(lines).toEqual([
    "phase warm-up -2 0 false",
    "phase measuring 0 8 true",
    "fault kill leader: node-0 8 13 false",
    "phase fault 8 13 true",
    "event no leader 9 null false",
    "event node-1 leads 10 null false",
    "phase recovery 13 23 true",
    "event node-0 caught up 14 null false",
    "phase cool-down 23 24 false",
  ]);
});

test("loadSpan() joins an outage with its kill for want of memory, and repeated reports of it", async () => {
  const span = await spanOf([
    toFaultEvent(0, "phase", "measure"),
    toFaultEvent(5, "down", "prometheus", "SIGKILL"),
    toFaultEvent(5.5, "oom", "prometheus", "1 GiB of 1 GiB"),
    toFaultEvent(6, "down", "prometheus", "exit 1"),
    toFaultEvent(8, "up", "prometheus"),
    toFaultEvent(20, "down", "prometheus", "timeout"),
  ]);
  expect(
    span?.clock.moments.filter(({ kind }) => kind !== "phase")
      .map(({ kind, label, from, until }) => ({ kind, label, from, until })),
  ).toEqual([
    {
      kind: "fault",
      label: "prometheus down (out of memory)",
      from: 5,
      until: 8,
    },
    {
      kind: "fault",
      label: "prometheus down (timeout)",
      from: 20,
      until: null,
    },
  ]);
});

test("loadSpan() counts from the first operation without phases, and is null without times", async () => {
  const operation = (second: number, duration_s: number | null) =>
    toTestOperation("r1", { started_at: atSecond(second), duration_s });
  const span = await spanOf([], [operation(3, 2), operation(4, null)]);
  expect(span?.clock).toEqual({
    zero: "the start of the load",
    from: 0,
    until: 2,
    moments: [],
  });
  expect([span?.ended, span?.unfinished]).toEqual([1, 1]);
  expect(await spanOf([], [toTestOperation("r1")])).toBeNull();
});
