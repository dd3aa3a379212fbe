import { expect, test } from "vitest";
import { missingCapability } from "../../../src/lab/plan/capability.ts";

test("missingCapability() states what a system lacks, and nothing for one that lacks nothing", () => {
  const http = { name: "http", can: ["key-value", "metrics"] } as const;
  expect(missingCapability(http, ["key-value"])).toBe("");
  expect(missingCapability(http, ["key-value", "pause", "leader"])).toBe(
    "http cannot have its nodes paused, nor name its leader",
  );
});
