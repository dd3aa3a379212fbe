import { expect, test } from "vitest";
import {
  emptyBuffer,
  withRoom,
} from "../../../src/lab/clients/receive_buffer.ts";

test("withRoom() grows a buffer only when half of the usual size is not left", () => {
  const buffer = emptyBuffer().fill(7);
  const half = buffer.length / 2;
  expect(withRoom(buffer, half)).toBe(buffer);
  const larger = withRoom(buffer, half + 1);
  expect(larger.length).toBe(2 * buffer.length);
  expect(larger.subarray(0, half + 1)).toEqual(buffer.subarray(0, half + 1));
  expect(larger[half + 1]).toBe(0);
});
