import { expect, test } from "vitest";
import { recoveryGaps } from "../../../src/analysis/recovery/recovery_gaps.ts";
import { timesToSteadyState } from "../../../src/analysis/recovery/steady_state.ts";
import type { Operation } from "../../../src/record/mod.ts";
import type { Store } from "../../../src/store/mod.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";
import {
  atSecond,
  faultEvents,
  faultRun,
  toAttempts,
} from "../../testing/fault_run.ts";
import { toTestOperation, withTestStore } from "../../testing/records.ts";

/** An open loop of 100 requests a second; those due in an outage all succeed as it ends. */
function toOpenLoop(out: readonly (readonly [number, number])[]): Operation[] {
  return Array.from({ length: 2500 }, (_, i) => {
    const due = i / 100;
    const done = out.find(([from, to]) => due > from && due < to)?.[1] ?? due;
    return toTestOperation("r1", {
      kind: "put",
      started_at: atSecond(due),
      duration_s: done - due,
    });
  });
}

/** Times to steady state of one run with these operations. */
async function steadyOf(operations: readonly Operation[]) {
  const found: unknown[] = [];
  await withTestStore(
    [[faultRun, { events: faultEvents, operations }]],
    async (store) => {
      found.push((await timesToSteadyState(store, "faults")).get("r1"));
    },
  );
  return found[0];
}

test("timesToSteadyState() does not count the backlog of an outage as recovery", async () => {
  // All operations due in the outage end in its last tenth.
  expect(await steadyOf(toOpenLoop([[10, 11.25]]))).toMatchObject({
    sinceFault: { seconds: 1.2, censored: false },
    sinceHealing: { seconds: 0, censored: false },
  });
});

test("timesToSteadyState() does not count bursts between outages as a rate", async () => {
  const bursts = Array.from(
    { length: 8 },
    (_, i) => [10 + i / 2, 10.45 + i / 2] as const,
  );
  expect(await steadyOf(toOpenLoop(bursts))).toMatchObject({
    sinceFault: { seconds: 3.9, censored: false },
  });
});

test("timesToSteadyState() starts over when the rate does not hold", async () => {
  expect(await steadyOf(toOpenLoop([[10, 11], [13, 14.5]]))).toMatchObject({
    sinceFault: { seconds: 4.5, censored: false },
  });
});

test("timesToSteadyState() leaves out a load that never succeeded before the fault", async () => {
  const idle = { kind: "put", subject: "", step: 0.1, out: [[0, 12]] as const };
  expect(await steadyOf(toAttempts(idle).slice(1))).toBeUndefined();
});

/** Outages of the load too long to hide in a second with three quarters of its rate, with the time to steady state. */
async function outages(store: Store, experiment: string) {
  const steady = await timesToSteadyState(store, experiment);
  const gaps = await recoveryGaps(store, experiment);
  return gaps.flatMap((gap) => {
    const since = steady.get(gap.run_id)?.sinceFault;
    const long = gap.scope === "load" && gap.seconds > 0.5;
    return since && long && gap.from < since.seconds + 3
      ? [{ ...gap, steady: since.seconds, ended: gap.from + gap.seconds }]
      : [];
  });
}

test("timesToSteadyState() never ends before an outage, at whatever times it begins and ends", async () => {
  const spans: readonly (readonly [number, number])[] = [
    [10, 10.6],
    [10.33, 11.34],
    [10.05, 14.05],
    [12, 19.7],
  ];
  for (const out of spans) {
    await withTestStore(
      [[faultRun, { events: faultEvents, operations: toOpenLoop([out]) }]],
      async (store) => {
        const found = await outages(store, "faults");
        expect(found).toHaveLength(1);
        expect(found.filter(({ steady, ended }) => steady < ended - 0.1))
          .toEqual([]);
      },
    );
  }
});

test(
  "timesToSteadyState() never ends before an outage of the committed record",
  () =>
    withCommittedStore(["cluster-faults"], async (store) => {
      const found = await outages(store, "cluster-faults");
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter(({ steady, ended }) => steady < ended - 0.1))
        .toEqual([]);
    }),
  600_000,
);
