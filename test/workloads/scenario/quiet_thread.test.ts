import { expect, test } from "vitest";
import { checkHeap } from "../../../src/workloads/scenario/quiet_thread.ts";

test("checkHeap() refuses more than 1 GiB", () => {
  checkHeap(2 ** 30);
  expect(() => checkHeap(2 ** 30 + 1)).toThrow("keep 1074 MB in one thread");
});
