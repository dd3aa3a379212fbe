import { expect, test } from "vitest";
import { backoffOf } from "../../../../src/systems/simulator/model/containers.ts";

test("backoffOf() doubles from half a minute to 16 minutes, as the BBS does", () => {
  expect([3, 4, 5, 6, 7, 8, 9, 199].map(backoffOf)).toEqual(
    [30, 60, 120, 240, 480, 960, 960, 960],
  );
});
