import { expect, test } from "vitest";
import { pushMix } from "../../../src/systems/platform/push_mix.ts";

test("pushMix is what the plan says of a cell: 78 applications, 96 instances and 28 GiB", () => {
  const sum = (of: (entry: typeof pushMix[number]) => number) =>
    pushMix.reduce((total, entry) => total + entry.appsPerCell * of(entry), 0);
  expect(sum(() => 1)).toBe(78);
  expect(sum(({ instances }) => instances)).toBe(96);
  expect(sum(({ instances, memory }) => instances * memory)).toBe(28 * 2 ** 30);
  expect(pushMix.map(({ appsPerCell }) => appsPerCell))
    .toEqual([54, 12, 2, 10]);
});
