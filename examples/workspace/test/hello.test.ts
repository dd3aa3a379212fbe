/** What the workflow and the notebook name is there. Reading the experiment checks its keys, placeholders and presets. */
import { expect, test } from "vitest";
import hello from "../experiments/hello.ts";

test("the experiment has its name, and the preset of the workflow", () => {
  expect(hello.name).toBe("hello");
  expect(Object.keys(hello.presets)).toContain("smoke");
});
