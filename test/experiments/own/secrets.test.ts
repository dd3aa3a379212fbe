import { afterEach, expect, test } from "vitest";
import { readSecrets } from "../../../src/experiments/own/secrets.ts";

afterEach(() => Deno.env.delete("LOADLINE_TEST_KEY"));

test("readSecrets() reads them from the environment", () => {
  Deno.env.set("LOADLINE_TEST_KEY", "hunter2");
  expect(readSecrets(["LOADLINE_TEST_KEY"])).toEqual({
    LOADLINE_TEST_KEY: "hunter2",
  });
});

test("readSecrets() refuses one that is not set, or too short, and does not repeat it", () => {
  expect(() => readSecrets(["LOADLINE_TEST_KEY"])).toThrow(
    "Cannot use the secret LOADLINE_TEST_KEY as the environment does not have it: set LOADLINE_TEST_KEY",
  );
  Deno.env.set("LOADLINE_TEST_KEY", "abc");
  expect(() => readSecrets(["LOADLINE_TEST_KEY"])).toThrow(
    "as it has fewer than 4 characters",
  );
});
