import { expect, test } from "vitest";
import {
  MARKER_BYTES,
  readSerial,
  toValueWriter,
} from "../../../src/workloads/key_value/value_codec.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A copy of a value, which the next does not overwrite. */
function toValue(key: string, size: number, serial = 42): Uint8Array {
  return toValueWriter(size)(key, serial).slice();
}

test.each([
  [1, ":"],
  [2, ":2"],
  [6, ":ey-12"],
  [7, "key-12:"],
])(
  "toValueWriter() marks %i bytes, too few for a serial: %s",
  (size, expected) => {
    expect(text(toValue("key-12", size))).toBe(expected);
  },
);

test("toValueWriter() marks a value with its key and serial if ten digits would fit", () => {
  expect(text(toValue("key-12", 17).subarray(0, 7))).toBe("key-12:");
  expect(toValue("key-12", 17)).toEqual(toValue("key-12", 17, 43));
  expect(text(toValue("key-12", 18).subarray(0, 10))).toBe("key-12:42:");
  expect(text(toValue("key-12", 18, 4_294_967_295)))
    .toBe("key-12:4294967295:");
});

test("toValueWriter() writes incompressible values of the given size, without traces of the previous one", async () => {
  for (const size of [1, 5, 6, 7, 30, 100, 70_000, 50]) {
    expect(toValue("key-7", size)).toHaveLength(size);
    const write = toValueWriter(size);
    write("key-1234567", 1_000_000);
    expect(write("key-7", 42)).toEqual(toValue("key-7", size));
  }
  const compressed = new Blob([new Uint8Array(toValue("key-7", 70_000))])
    .stream().pipeThrough(new CompressionStream("gzip"));
  const { byteLength } = await new Response(compressed).arrayBuffer();
  expect(byteLength).toBeGreaterThan(0.95 * 70_000);
});

test("readSerial() returns the serial of a value from its beginning", () => {
  for (const serial of [1, 9, 10, 42, 4_294_967_295]) {
    for (const size of [18, 48, 1024]) {
      const value = toValue("key-12", size, serial);
      const options = { key: "key-12", size };
      expect(readSerial(value, options)).toBe(serial);
      expect(readSerial(value.subarray(0, MARKER_BYTES), options)).toBe(serial);
    }
  }
});

test.each([
  ["of a longer key", "key-123:42:", null],
  ["of a shorter key", "key-1:42:", null],
  ["without a serial", "key-12::", null],
  ["with the invalid serial 0", "key-12:0:", null],
  ["whose serial does not end", "key-12:4242424242", null],
  ["whose serial is not a number", "key-12:4x:", null],
  ["that is empty", "", null],
  ["of its key", "key-12:42:anything", 42],
])("readSerial() of a value %s", (_, value, expected) => {
  const bytes = new TextEncoder().encode(value);
  expect(readSerial(bytes, { key: "key-12", size: 100 })).toBe(expected);
});

test.each([1, 2, 6, 7, 17])(
  "readSerial() of %i bytes checks the key only, as far as it fits",
  (size) => {
    const options = { key: "key-12", size };
    expect(readSerial(toValue("key-12", size), options)).toBe(0);
    // One byte does not distinguish keys.
    expect(readSerial(toValue("key-13", size), options)).toBe(
      size === 1 ? 0 : null,
    );
  },
);
