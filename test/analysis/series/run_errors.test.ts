import { expect, test } from "vitest";
import { runErrors } from "../../../src/analysis/mod.ts";
import { atSecond, faultRun } from "../../testing/fault_run.ts";
import { toTestOperation, withTestStore } from "../../testing/records.ts";

test("runErrors() counts failures by outcome and error, without long numbers", () => {
  const operation = (
    second: number,
    options: Parameters<typeof toTestOperation>[1],
  ) => toTestOperation("r1", { started_at: atSecond(second), ...options });
  const operations = [
    operation(0, {}),
    operation(0, { outcome: "refused", error: "no route to port 40001" }),
    operation(0.1, { outcome: "refused", error: "no route to port 40002" }),
    operation(5, { outcome: "failed", error: "503 Unavailable", code: "503" }),
    operation(5, { outcome: "miss", code: "gone" }),
    operation(5, { outcome: "timeout" }),
    operation(6, { outcome: "unfinished", duration_s: null }),
    operation(6, { outcome: "failed", kind: "verify" }),
  ];
  return withTestStore([[faultRun, { operations }]], async (store) => {
    const errors = await runErrors(store, "r1");
    expect(errors?.ended).toBe(6);
    expect(errors?.bins.map(({ error, count }) => `${error} ${count}`)).toEqual(
      [
        "failed: 503 Unavailable 1",
        "miss: gone 1",
        "refused: no route to port … 2",
        "timeout 1",
      ],
    );
    expect(await runErrors(store, "no such run")).toBeNull();
  });
});
