import { expect, test } from "vitest";
import type { Json } from "../../../src/lab/plan/template.ts";
import { secretsOf } from "../../../src/workloads/scenario/secret_values.ts";

test("secretsOf() finds texts and numbers under the names of secrets, at any depth", () => {
  const values = new Map<string, Json>([
    ["token", "abc-1"],
    ["user_password", "abc-2"],
    ["session", { id: "abc-3", pin: 4711, open: true, parts: ["abc-4", null] }],
    ["login", { name: "ann", password: "abc-5" }],
    ["rows", [{ apiKey: "abc-6" }]],
    ["order", 18],
    ["color", "red"],
  ]);
  expect(secretsOf(values)).toEqual([
    ...["abc-1", "abc-2", "abc-3", "4711", "abc-4", "abc-5", "abc-6"],
  ]);
});
