import { expect, test } from "vitest";
import { openRecoveryAccount } from "../../../src/experiments/control_plane/recovery_account.ts";
import { toTime } from "../../../src/lab/timing/wall_clock.ts";
import type { Operation, Stage } from "../../../src/record/mod.ts";

const AT = Date.UTC(2026, 0, 2);

/** What a thread of the load tells of an instance that it brought back, noticed so many seconds after the fault. */
const told = (
  number: number,
  { noticed, outcome = "ok" }: {
    readonly noticed: number;
    readonly outcome?: Operation["outcome"];
  },
): Operation => ({
  ...{ run_id: "r", operation_id: `loops-recover-${number}`, kind: "recover" },
  ...{ subject: "etcd", started_at: toTime(AT + 1000 * noticed) },
  ...{ duration_s: 2, outcome, error: "", code: "", bytes: 0, worker: "loops" },
});

test("a recovery account counts each lost instance once, from the fault on, and those that never came back", () => {
  const rows: Operation[] = [];
  const stages: Stage[] = [];
  const account = openRecoveryAccount({
    run_id: "r",
    onOperations: (own) => rows.push(...own),
    onStages: (own) => stages.push(...own),
  });
  // Before the fault nothing is lost.
  account.take([told(1, { noticed: -5 })]);
  account.begin({
    ...{ at: AT, instances: [1, 2, 3] },
    noticed: "Noticed-Missing-Record",
  });
  account.take([
    told(1, { noticed: 10 }),
    told(1, { noticed: 20 }),
    // The load ended before it was recorded.
    told(2, { noticed: 10, outcome: "unfinished" }),
    told(9, { noticed: 10 }),
  ]);
  account.end();
  account.take([told(3, { noticed: 30 })]);
  expect(
    rows.map(({ operation_id, duration_s, outcome, code }) => [
      ...[operation_id, duration_s, outcome, code],
    ]),
  ).toEqual([
    ["recover:lrp-0000001/0", 12, "ok", ""],
    ["recover:lrp-0000002/0", null, "unfinished", "missing"],
    ["recover:lrp-0000003/0", null, "unfinished", "missing"],
  ]);
  expect(stages.map(({ stage, at }) => [stage, at])).toEqual([
    ["Lost", toTime(AT)],
    ["Noticed-Missing-Record", toTime(AT + 10_000)],
    ["Running-In-BBS", toTime(AT + 12_000)],
  ]);
});
