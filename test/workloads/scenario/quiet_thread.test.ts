import { expect, test } from "vitest";
import {
  checkHeap,
  heldBytes,
} from "../../../src/workloads/scenario/quiet_thread.ts";

test("checkHeap() refuses more than 1 GiB", () => {
  checkHeap(2 ** 30);
  expect(() => checkHeap(2 ** 30 + 1)).toThrow("keep 1074 MB in one thread");
});

test("heldBytes() has objects, and buffers beside them", () => {
  const before = heldBytes();
  const buffer = new Uint8Array(2 ** 27);
  expect(heldBytes() - before).toBeGreaterThan(2 ** 26);
  const afterBuffer = heldBytes();
  const objects = Array.from({ length: 1e6 }, (_, i) => [i]);
  expect(heldBytes() - afterBuffer).toBeGreaterThan(1e7);
  expect(buffer.length + objects.length).toBe(2 ** 27 + 1e6);
});
