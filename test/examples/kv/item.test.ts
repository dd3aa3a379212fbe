import { expect, test } from "vitest";
import {
  formatMeta,
  isKey,
  type Item,
  parseItem,
} from "../../../examples/kv/item.ts";

const version = { counter: 3, writer: "node-0.a" };

test("isKey() accepts characters that need no escape in a URL, and no path", () => {
  for (
    const key of ["k", "load-1_2.x~:", "__proto__", "...", "a".repeat(256)]
  ) {
    expect(isKey(key), key).toBe(true);
  }
  const bad = ["", ".", "..", "a/b", "a%2Fb", "a b", "ä", "a\n", "a?b"];
  for (const key of [...bad, "a".repeat(257)]) {
    expect(isKey(key), key).toBe(false);
  }
});

test("parseItem() reads what formatMeta() wrote, and distinguishes an empty value from none", () => {
  const items: Item[] = [
    { version, expires: 0, value: new Uint8Array([1, 2]) },
    { version, expires: 1_795_212_345_678, value: new Uint8Array() },
    { version, expires: 5, value: null },
  ];
  for (const item of items) {
    const value = item.value ?? new Uint8Array();
    expect(parseItem(formatMeta(item), value)).toEqual(item);
  }
});

test("parseItem() refuses invalid text", () => {
  const bad = ["", "1@a", "1@a 0", "1@a 0 lost", "1@a -1 kept", "1@a 0 kept x"];
  for (const meta of bad) {
    expect(() => parseItem(meta, new Uint8Array()), meta).toThrow(SyntaxError);
  }
});
