import { expect, test } from "vitest";
import { pushFailures } from "../../../../src/analysis/platform/pushes/push_failures.ts";
import { toPushRow } from "../../../testing/platform_rows.ts";

test("pushFailures() groups what did not succeed, the most frequent first", () => {
  const full = { outcome: "failed", code: "insufficient-resources" } as const;
  const failures = pushFailures([
    toPushRow(),
    toPushRow({ outcome: "cancelled" }),
    toPushRow({ ...full, phase: "start", error: "no room for web-0" }),
    toPushRow({ ...full, phase: "start", error: "no room for web-1" }),
    toPushRow({ ...full, phase: "start", kind: "web" }),
  ]);
  expect(failures.map(({ kind, outcome, n }) => [kind, outcome, n])).toEqual([
    ["hello", "failed", 2],
    ["hello", "cancelled", 1],
    ["web", "failed", 1],
  ]);
  expect(failures[0]?.error).toBe("no room for web-0");
});
