import { expect, test } from "vitest";
import { fileName, slug, uniqueSlugs } from "../../../src/report/mod.ts";

test.each([
  ["Latency by load (p99)", "latency-by-load-p99"],
  ["../../etc/passwd", "etc-passwd"],
  ["..", ""],
  ["C:\\x\u0000.svg", "c-x-svg"],
  ['"><img onerror=x>', "img-onerror-x"],
  ["Größe für 1 µs", "gro-e-fur-1-s"],
  ["日本", ""],
  ["a".repeat(59) + " b", "a".repeat(59)],
])("slug() of %j is %j", (text, expected) => {
  expect(slug(text)).toBe(expected);
});

test("uniqueSlugs() returns each name once", () => {
  const unique = uniqueSlugs();
  expect([
    unique("a", "x"),
    unique("A!", "x"),
    unique("a-2", "x"),
    unique("???", "x"),
    unique("", "x"),
  ]).toEqual(["a", "a-2", "a-2-2", "x", "x-2"]);
});

test("fileName() keeps a safe name and never leads out of the folder", () => {
  expect(fileName({ name: "kv_cluster" })).toBe("kv_cluster");
  expect(fileName({ name: "../../x" })).toBe("x");
  expect(fileName({ name: "../../.." })).toBe("report");
});
