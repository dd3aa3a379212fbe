import { expect, test } from "vitest";
import {
  type InstanceSpan,
  toInstanceRows,
} from "../../../../src/experiments/platform/instances/instance_rows.ts";
import type { Operation, Stage } from "../../../../src/record/mod.ts";

const at = Date.parse("2026-11-29T10:00:00Z");

const span: InstanceSpan = {
  ...{ kind: "recover", app: "web-0", index: 2, appKind: "web", times: 1 },
  ...{ since: at, until: at + 1500, cell: "cell-1", state: "running" },
  stages: [["Lost", at], ["Claimed-ALRP", null]],
};

function collect() {
  const operations: Operation[] = [];
  const stages: Stage[] = [];
  let calls = 0;
  return {
    ...{ operations, stages, calls: () => calls },
    rows: toInstanceRows({
      run_id: "r",
      onOperations(some) {
        calls++;
        operations.push(...some);
      },
      onStages: (some) => void stages.push(...some),
    }),
  };
}

test("a span is an operation with the stages that were seen; a repeated one has its number in the id", () => {
  const { rows, operations, stages } = collect();
  expect(rows.add(span)).toBe("recover:web-0/2");
  expect(rows.add({ ...span, times: 2, until: null, state: "crashed" }))
    .toBe("recover:web-0/2#2");
  rows.addStage("recover:web-0/2", "Routable", at + 2000);
  expect(operations).toEqual([]);
  rows.flush();
  expect(operations).toMatchObject([
    { duration_s: 1.5, outcome: "ok", code: "", worker: "cell-1" },
    { duration_s: null, outcome: "unfinished", code: "crashed" },
  ]);
  expect(stages.map(({ operation_id, stage }) => `${operation_id} ${stage}`))
    .toEqual([
      "recover:web-0/2 Lost",
      "recover:web-0/2#2 Lost",
      "recover:web-0/2 Routable",
    ]);
});

test("rows are recorded many at a time, and all of them by a flush", () => {
  const { rows, operations, calls } = collect();
  for (let index = 0; index < 6000; index++) {
    rows.add({ ...span, index, stages: [] });
  }
  expect(calls()).toBe(1);
  rows.flush();
  rows.flush();
  expect(calls()).toBe(2);
  expect(operations).toHaveLength(6000);
});
