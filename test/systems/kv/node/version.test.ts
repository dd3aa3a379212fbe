import { expect, test } from "vitest";
import {
  compareVersions,
  formatVersion,
  never,
  parseVersion,
} from "../../../../src/systems/kv/node/version.ts";

test("compareVersions() goes by the count, then by the writer", () => {
  const texts = ["10@node-0.a", "9@node-1.a", "10@node-1.a", "0@"];
  const sorted = texts.map(parseVersion).sort(compareVersions);
  expect(sorted.map(formatVersion)).toEqual([
    "0@",
    "9@node-1.a",
    "10@node-0.a",
    "10@node-1.a",
  ]);
  expect(sorted[0]).toEqual(never);
  expect(compareVersions(never, never)).toBe(0);
});

test("parseVersion() refuses what no node wrote", () => {
  const bad = ["", "7", "-1@a", "1.5@a", "1e3@a", "1@a b", "1@a\n", "1@ä"];
  // 2^48 + 1: from there it is not far to where counting stops.
  for (const text of [...bad, "281474976710657@a", `1@${"a".repeat(81)}`]) {
    expect(() => parseVersion(text), text).toThrow(SyntaxError);
  }
});
