import { expect, test } from "vitest";
import { Refusals } from "../../../src/lab/load/refusals.ts";
import type { Outcome } from "../../../src/record/mod.ts";
import { toTestOperation } from "../../testing/records.ts";

const times = (n: number, outcome: Outcome) =>
  Array.from(
    { length: n },
    () => toTestOperation("r", { subject: "node-0", outcome }),
  );

test("an endpoint is gone when it has refused everything for a second, and since its last answer", () => {
  const refusals = new Refusals();
  refusals.add(times(10, "ok"), 10_000);
  refusals.add([...times(1, "failed"), ...times(4, "refused")], 10_250);
  refusals.add(times(4, "refused"), 10_500);
  expect(refusals.gone(11_000)).toEqual([]);
  expect(refusals.gone(11_250)).toEqual([{ subject: "node-0", since: 10_250 }]);
});

test("an endpoint that answers again, or was asked too little, is not gone", () => {
  const refusals = new Refusals();
  refusals.add(times(4, "refused"), 10_000);
  expect(refusals.gone(20_000)).toEqual([]);
  refusals.add([...times(20, "refused"), ...times(1, "failed")], 10_250);
  expect(refusals.gone(20_000)).toEqual([]);
});
