import { expect, test } from "vitest";
import {
  crc16,
  toCommand,
  toSlot,
} from "../../../src/lab/clients/resp_request.ts";
import { toText } from "../_servers.ts";

test("crc16() matches the Redis cluster specification", () => {
  // Input and output from appendix A of the specification.
  expect(crc16(new TextEncoder().encode("123456789"))).toBe(0x31c3);
  expect(toSlot("123456789")).toBe(12_739);
});

test("toSlot() matches CLUSTER KEYSLOT", () => {
  // The first is from the documentation of the command; 16383 is the last slot.
  expect(toSlot("somekey")).toBe(11_058);
  expect(toSlot("foo")).toBe(12_182);
  const slots = Array.from({ length: 5000 }, (_, i) => toSlot(`key-${i}`));
  expect(Math.max(...slots)).toBeLessThan(16_384);
  expect(new Set(slots).size).toBeGreaterThan(3000);
});

test("toCommand() returns an array of bulk strings, with bytes unchanged", () => {
  expect(toText(toCommand(["SET", "key", Uint8Array.of(0, 13, 10, 255)])))
    .toBe("*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$4\r\n\0\r\n\xff\r\n");
  expect(toText(toCommand(["GET", "ü"]))).toBe(
    "*2\r\n$3\r\nGET\r\n$2\r\n\xc3\xbc\r\n",
  );
});
