import { expect, test } from "vitest";
import { rowAxis } from "../../../src/figures/drawing/row_axis.ts";

test("rowAxis() makes room for the widest label, up to a limit", () => {
  const margin = (names: readonly string[], widest = 260) =>
    rowAxis(names, { widest }).margin;
  expect(margin(["a"])).toBeLessThan(margin(["a", "kill-leader"]));
  expect(margin(["a".repeat(200)], 100)).toBeLessThanOrEqual(122);
  expect(rowAxis(["a", "b"]).scale.domain).toEqual([-0.5, 1.5]);
});
