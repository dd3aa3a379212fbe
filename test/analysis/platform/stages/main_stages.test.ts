import { expect, test } from "vitest";
import {
  joinOthers,
  joinShares,
  mainStages,
} from "../../../../src/analysis/platform/stages/main_stages.ts";

const shares = [0.01, 0.3, 0.02, 0.2, 0.15, 0.12, 0.2].map((share, i) => ({
  ...{ stage: `s${i}`, share },
}));

test("mainStages() has the five longest in order, and all of six", () => {
  expect([...mainStages([{ shares }])]).toEqual(["s1", "s3", "s4", "s5", "s6"]);
  expect(mainStages([{ shares: shares.slice(1) }]).size).toBe(6);
  const nothing = shares.map(({ stage }) => ({ stage, share: NaN }));
  expect(mainStages([{ shares: nothing }, { shares }]).has("s1")).toBe(true);
});

test("joinShares() puts the others together at the place of the first", () => {
  const joined = joinShares(shares, mainStages([{ shares }]));
  expect(joined.map(({ stage }) => stage))
    .toEqual(["other stages", "s1", "s3", "s4", "s5", "s6"]);
  expect(joined[0]?.share).toBeCloseTo(0.03);
});

test("joinOthers() joins neighbouring bars of an entity only", () => {
  const bar = (
    entity: string,
    stage: string,
    from: number,
    to: number | null,
  ) => ({ entity, group: "", stage, from, to });
  expect(joinOthers([
    bar("a", "s0", 0, 1),
    bar("a", "s2", 1, 2),
    bar("a", "main", 2, 3),
    bar("a", "s3", 3, 4),
    bar("b", "s0", 0, 1),
    bar("b", "s2", 1, null),
  ], new Set(["main"]))).toEqual([
    bar("a", "other stages", 0, 2),
    bar("a", "main", 2, 3),
    bar("a", "other stages", 3, 4),
    bar("b", "other stages", 0, null),
  ]);
});
