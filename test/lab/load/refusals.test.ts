import { expect, test } from "vitest";
import { Refusals } from "../../../src/lab/load/refusals.ts";
import type { Outcome } from "../../../src/record/mod.ts";
import { toTestOperation } from "../../testing/records.ts";

const times = (n: number, outcome: Outcome) =>
  Array.from(
    { length: n },
    () => toTestOperation("r", { subject: "node-0", outcome }),
  );

test("an endpoint is gone once it has refused everything for a second, since its last response", () => {
  const refusals = new Refusals();
  refusals.add(times(10, "ok"), 10_000);
  refusals.add([...times(1, "failed"), ...times(4, "refused")], 10_250);
  refusals.add(times(4, "refused"), 10_500);
  expect(refusals.findGone(11_000)).toEqual([]);
  expect(refusals.findGone(11_250)).toEqual([{
    subject: "node-0",
    since: 10_250,
  }]);
});

test("an endpoint that responds again, or got too few requests, is not gone", () => {
  const refusals = new Refusals();
  refusals.add(times(4, "refused"), 10_000);
  expect(refusals.findGone(20_000)).toEqual([]);
  refusals.add([...times(20, "refused"), ...times(1, "failed")], 10_250);
  expect(refusals.findGone(20_000)).toEqual([]);
});
