import { expect, test } from "vitest";
import { blockDuration } from "../../../src/analysis/monitoring/block_duration.ts";
import { toTestParam } from "../../testing/records.ts";

const durationOf = (...params: ReturnType<typeof toTestParam>[]) =>
  blockDuration({ params: new Map(params.map((param) => [param.key, param])) });

test("blockDuration() reads the setting, its older form, or the default", () => {
  expect(durationOf(toTestParam("block_duration", 60))).toBe(60);
  expect(durationOf(toTestParam("prometheus_block_duration", "10min")))
    .toBe(600);
  expect(durationOf()).toBe(7200);
});
