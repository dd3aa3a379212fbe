import { expect, test } from "vitest";
import {
  checkMix,
  checkPushed,
  mixPerCell,
} from "../../../../src/analysis/platform/pushes/mix_check.ts";

const MIB = 2 ** 20;

/** The table of the plan of 2015. */
const mix = [
  ...[{ kind: "hello", appsPerCell: 54, instances: 1, memory: 128 * MIB }],
  ...[{
    kind: "microservice",
    appsPerCell: 12,
    instances: 2,
    memory: 512 * MIB,
  }],
  ...[{ kind: "web", appsPerCell: 2, instances: 4, memory: 1024 * MIB }],
  ...[{ kind: "crashing", appsPerCell: 10, instances: 1, memory: 128 * MIB }],
].map((one) => ({
  ...one,
  crashAfter: one.kind === "crashing" ? 30 : null,
}));

test("checkMix() finds what the plan says of its mix", () => {
  expect(mixPerCell(mix)).toMatchObject({
    ...{ apps: 78, instances: 96, memory: 28_672 * MIB },
  });
  expect(mixPerCell(mix).crashing).toBeCloseTo(10 / 96);
  expect(checkMix(mix).every(({ holds }) => holds)).toBe(true);
});

test("checkMix() tells a mix that differs", () => {
  const without = mix.filter(({ kind }) => kind !== "crashing");
  expect(checkMix(without).filter(({ holds }) => !holds)).toHaveLength(4);
  expect(mixPerCell([]).crashing).toBe(0);
});

test("checkPushed() compares the applications of a run with the mix", () => {
  const checks = checkPushed(mix, {
    pushed: [{ kind: "hello", n: 54 }, { kind: "web", n: 1 }],
    ...{ cells: 10, fill: 0.1 },
  });
  expect(checks.map(({ expected, found, holds }) => [expected, found, holds]))
    .toEqual([[54, 54, true], [12, 0, false], [2, 1, false], [10, 0, false]]);
});
