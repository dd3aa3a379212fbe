import { expect, test } from "vitest";
import { nearest } from "../../../src/record/mod.ts";

test("nearest() lists all known names, and suggests the closest one", () => {
  const known = ["cluster-scale", "cluster-faults"];
  expect(nearest("cluster-sacle", known)).toBe(
    "it must be one of cluster-scale, cluster-faults; did you mean 'cluster-scale'?",
  );
});

test("nearest() suggests nothing for a distant or empty name", () => {
  expect(nearest("xyz", ["quick", "full"])).toBe(
    "it must be one of quick, full",
  );
  expect(nearest("", ["a"])).toBe("it must be one of a");
});
