import { expect, test } from "vitest";
import { favouredKinds } from "../../../../src/analysis/platform/recovery/favoured_kinds.ts";
import { recoveryCurves } from "../../../../src/analysis/platform/recovery/recovery_curves.ts";
import { toLostInstance } from "../../../testing/platform_rows.ts";

function instances(kind: string, back: number, lost: number) {
  return Array.from(
    { length: back + lost },
    (_, i) => toLostInstance(60, { kind, censored: i >= back }),
  );
}

function favouredOf(...lists: ReturnType<typeof instances>[]) {
  return favouredKinds(recoveryCurves(lists.flat()))
    .map(({ favoured }) => favoured);
}

test("favouredKinds() says which kind was brought back where there was not room for all", () => {
  const hello = instances("hello", 90, 0);
  expect(favouredOf(hello, instances("crashing", 1, 9))).toEqual(["running"]);
  expect(favouredOf(hello, instances("crashing", 9, 1))).toEqual(["neither"]);
  expect(favouredOf(instances("web", 0, 20), instances("crashing", 20, 0)))
    .toEqual(["crashing"]);
});

test("favouredKinds() says nothing where there was room for all, or one kind lost nothing", () => {
  const hello = instances("hello", 90, 0);
  expect(favouredOf(hello, instances("crashing", 10, 0))).toEqual([null]);
  expect(favouredOf(instances("hello", 10, 5))).toEqual([null]);
});
