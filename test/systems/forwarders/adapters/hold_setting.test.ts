/** The setting of how long adapters hold what they wrote. */
import { expect, test } from "vitest";
import {
  describeHold,
  hold,
} from "../../../../src/systems/forwarders/adapters/hold_setting.ts";

test("it is longer than the kernels of a sink that stands still take lines at the rate of most runs", () => {
  expect(hold.value).toBeGreaterThan(2);
  expect(describeHold(3, "acknowledges a message"))
    .toContain("acknowledges a message 3 s after it has written it");
});
