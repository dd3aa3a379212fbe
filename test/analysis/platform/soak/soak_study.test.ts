import { expect, test } from "vitest";
import { soakStudy } from "../../../../src/analysis/platform/soak/soak_study.ts";
import type { Rows, Run } from "../../../../src/record/mod.ts";
import { timeOf, toPlatformTestRun } from "../../../testing/platform_rows.ts";
import {
  toTestOperation,
  toTestParam,
  withTestStore,
} from "../../../testing/records.ts";

const phase = (run_id: string, subject: string, second: number) => ({
  ...{ run_id, kind: "phase", subject, detail: "", data: "{}" },
  at: timeOf(second),
});

type RunRows = readonly [Run, Partial<Rows>];

const soakOf = (run_id: string, seconds: number): RunRows => [
  toPlatformTestRun(run_id, {
    experiment: "platform-soak",
    params: [toTestParam("cells", 10), toTestParam("fill", 1)],
  }),
  {
    operations: [toTestOperation(run_id, { kind: "push" })],
    events: [
      phase(run_id, "measure", 100),
      phase(run_id, "cool_down", 100 + seconds),
    ],
  },
];

const batch: RunRows = [
  toPlatformTestRun("b1", {
    experiment: "platform-fezzik",
    params: [toTestParam("cells", 10), toTestParam("work", "tasks")],
  }),
  {
    operations: [
      toTestOperation("b1", {
        ...{ kind: "task", operation_id: "task:a", started_at: timeOf(5) },
      }),
    ],
  },
];

test("soakStudy() tells long soaks from short ones, and reads batches", async () => {
  await withTestStore(
    [soakOf("s1", 86_400), soakOf("s2", 600), batch],
    async (store) => {
      const study = await soakStudy(store, "simulator");
      expect(study.soaks.map(({ name }) => name)).toEqual([
        "10 cells for 1 day",
      ]);
      expect(study.others.map(({ name }) => name)).toEqual([
        "10 cells for 10 min",
      ]);
      expect(study.batches).toMatchObject([{ times: { kind: "task", n: 1 } }]);
      expect(study.smoke).toEqual([]);
      expect((await soakStudy(store, "cf")).runs).toEqual([]);
    },
  );
  await withTestStore([soakOf("s2", 600)], async (store) => {
    const { soaks, others } = await soakStudy(store, "simulator");
    // Better a short soak than none.
    expect([soaks.length, others.length]).toEqual([1, 0]);
  });
});
