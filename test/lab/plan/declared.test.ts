import { expect, test } from "vitest";
import { z } from "zod";
import { parseDeclared } from "../../../src/lab/plan/declared.ts";
import { UsageError } from "../../../src/record/mod.ts";

const Inner = z.strictObject({
  path: z.string().regex(/^\//, "must begin with /"),
  kind: z.enum(["a", "b"]).default("a"),
});

const Schema = z.strictObject({
  name: z.string(),
  count: z.number().int().min(1).max(3).default(1),
  steps: z.array(Inner).min(1),
  share: z.number().positive().default(1),
  size: z.union([z.number(), z.literal("all")], 'must be a number or "all"')
    .default("all"),
  named: z.record(z.string(), Inner).nullable().default(null),
});

function parse(declared: unknown) {
  return parseDeclared(Schema, declared, "the thing");
}

const right = { name: "n", steps: [{ path: "/" }] };

test("parseDeclared() returns what was declared, with defaults", () => {
  expect(parse(right)).toEqual({
    ...{ name: "n", count: 1, share: 1, size: "all", named: null },
    steps: [{ path: "/", kind: "a" }],
  });
});

test.each([
  [{ steps: right.steps }, "name is missing: it must be a string"],
  [{ ...right, name: 7 }, "name must be a string"],
  [{ ...right, count: 0 }, "count must be at least 1"],
  [{ ...right, count: 4 }, "count must be at most 3"],
  [{ ...right, share: 0 }, "share must be above 0"],
  [{ ...right, steps: [] }, "steps must not be empty"],
  [{ ...right, steps: [{ path: "x" }] }, "steps[0].path must begin with /"],
  [
    { ...right, steps: [{ path: "/", kind: "c" }] },
    "steps[0].kind must be one of a, b",
  ],
  [{ ...right, size: "some" }, 'size must be a number or "all"'],
  [
    { ...right, nmae: 1 },
    "it has an unknown key 'nmae': it must be one of name, count, steps, share, size, named; did you mean 'name'?",
  ],
  [
    { ...right, steps: [{ path: "/", knd: "a" }] },
    "steps[0] has an unknown key 'knd': it must be one of path, kind; did you mean 'kind'?",
  ],
  [
    { ...right, named: { first: { path: "/", knd: "a" } } },
    "named.first has an unknown key 'knd': it must be one of path, kind; did you mean 'kind'?",
  ],
  [null, "it must be an object"],
  [undefined, "it is missing: it must be an object"],
])("parseDeclared() names the key and the remedy: %j", (declared, reason) => {
  expect(() => parse(declared)).toThrow(UsageError);
  expect(() => parse(declared)).toThrow(`Cannot use the thing as ${reason}`);
});
