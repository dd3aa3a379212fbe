import { expect, test } from "vitest";
import {
  toApps,
  tracedApps,
} from "../../../src/experiments/platform/push_mix.ts";
import { pushMix } from "../../../src/systems/platform/push_mix.ts";

const GIB = 2 ** 30;

/** Sums over instances. */
function total(
  apps: ReturnType<typeof toApps>,
  of: (app: ReturnType<typeof toApps>[number]) => number,
): number {
  return apps.reduce((sum, app) => sum + app.instances * of(app), 0);
}

test.each([1, 10, 100])(
  "toApps() for %i cells has 78 applications, 96 instances and 28 GiB a cell, 10 of which crash",
  (cells) => {
    const apps = toApps({ cells, fill: 1, chatty: true });
    expect(apps).toHaveLength(78 * cells);
    expect(total(apps, () => 1)).toBe(96 * cells);
    expect(total(apps, ({ memory }) => memory)).toBe(28 * GIB * cells);
    expect(total(apps, ({ crashAfter }) => crashAfter === null ? 0 : 1))
      .toBe(10 * cells);
    expect(new Set(apps.map(({ name }) => name)).size).toBe(apps.length);
    expect(new Set(apps.map(({ disk }) => disk))).toEqual(new Set([GIB]));
  },
);

test("toApps() interleaves the kinds: every tenth of the order has the same mix", () => {
  const apps = toApps({ cells: 100, fill: 1, chatty: true });
  for (let tenth = 0; tenth < 10; tenth++) {
    const part = apps.slice(tenth * 780, (tenth + 1) * 780);
    for (const { kind, appsPerCell } of pushMix) {
      const found = part.filter((app) => app.kind === kind).length;
      expect(Math.abs(found - appsPerCell * 10)).toBeLessThanOrEqual(1);
    }
  }
});

test("toApps() has one of each kind at least, and no lines of log without chatter", () => {
  const apps = toApps({ cells: 1, fill: 0.001, chatty: false });
  expect(apps.map(({ kind }) => kind).toSorted())
    .toEqual(["crashing", "hello", "microservice", "web"]);
  expect(apps.every(({ logRate }) => logRate === 0)).toBe(true);
});

test("tracedApps() takes a share, evenly over the order", () => {
  const apps = toApps({ cells: 1, fill: 1, chatty: false });
  const traced = (share: number) =>
    apps.flatMap(({ name }, i) => tracedApps(apps, share).has(name) ? [i] : []);
  expect(traced(1)).toHaveLength(apps.length);
  expect(traced(0)).toEqual([]);
  expect(traced(0.1)).toEqual([9, 19, 29, 39, 49, 59, 69]);
});
