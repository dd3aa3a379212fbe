import { expect, test } from "vitest";
import { agrees } from "../../../src/ingest/ginkgo/agrees.ts";

test("agrees() allows truncation at the nanosecond and nothing more", () => {
  expect(agrees(0.266397112, 0.2663971128)).toBe(true);
  expect(agrees(0.266397112, 0.2663971145)).toBe(false);
  expect(agrees(0, 0)).toBe(true);
});
