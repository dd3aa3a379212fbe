import { expect, test } from "vitest";
import {
  compareVersions,
  formatVersion,
  NO_VERSION,
  parseVersion,
} from "../../../examples/kv/version.ts";

test("compareVersions() orders by counter, then by writer", () => {
  const texts = ["10@node-0.a", "9@node-1.a", "10@node-1.a", "0@"];
  const sorted = texts.map(parseVersion).sort(compareVersions);
  expect(sorted.map(formatVersion)).toEqual([
    "0@",
    "9@node-1.a",
    "10@node-0.a",
    "10@node-1.a",
  ]);
  expect(sorted[0]).toEqual(NO_VERSION);
  expect(compareVersions(NO_VERSION, NO_VERSION)).toBe(0);
});

test("parseVersion() refuses invalid text", () => {
  const bad = ["", "7", "-1@a", "1.5@a", "1e3@a", "1@a b", "1@a\n", "1@ä"];
  // 2^48 + 1 is above the largest counter.
  for (const text of [...bad, "281474976710657@a", `1@${"a".repeat(81)}`]) {
    expect(() => parseVersion(text), text).toThrow(SyntaxError);
  }
});
