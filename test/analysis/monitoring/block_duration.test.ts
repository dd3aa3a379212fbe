import { expect, test } from "vitest";
import { blockDuration } from "../../../src/analysis/monitoring/block_duration.ts";
import { toTestParam } from "../../testing/records.ts";

const of = (...params: ReturnType<typeof toTestParam>[]) =>
  blockDuration({ params: new Map(params.map((one) => [one.key, one])) });

test("blockDuration() reads the setting, and what runs before it had", () => {
  expect(of(toTestParam("block_duration", 60))).toBe(60);
  expect(of(toTestParam("prometheus_block_duration", "10min"))).toBe(600);
  expect(of()).toBe(7200);
});
