import { expect, test } from "vitest";
import { nearest } from "../../src/record/mod.ts";

test("nearest() names all that is known, and the one that was meant", () => {
  const known = ["cluster-scale", "cluster-faults"];
  expect(nearest("cluster-sacle", known)).toBe(
    "it must be one of cluster-scale, cluster-faults; did you mean 'cluster-scale'?",
  );
});

test("nearest() guesses at nothing that is far off, or was not said", () => {
  expect(nearest("xyz", ["quick", "full"])).toBe(
    "it must be one of quick, full",
  );
  expect(nearest("", ["a"])).toBe("it must be one of a");
});
