import { expect, test } from "vitest";
import type { CommandResult } from "../../../src/systems/cf/cf_command.ts";
import {
  toCfOutcome,
  toPlainText,
} from "../../../src/systems/cf/cf_failure.ts";

const ended: CommandResult = {
  end: "exited",
  ...{ startedAt: 0, seconds: 1.26, code: 0 },
  ...{ stdout: "", stderr: "" },
};

test("only the exit code tells success", () => {
  const printed = { stdout: "FAILED\n", stderr: "Insufficient resources\n" };
  expect(toCfOutcome({ ...ended, ...printed }, "push"))
    .toEqual({ outcome: "ok", error: "", code: "" });
  expect(toCfOutcome({ ...ended, code: 1, stdout: "OK\n" }, "push"))
    .toEqual({
      ...{ outcome: "failed", code: "exit-1" },
      error: "cf push ended with 1",
    });
});

test("the reason is the last line of stderr, without colours and control characters, of a limited length", () => {
  const failed = { ...ended, code: 1 };
  expect(
    toCfOutcome({
      ...failed,
      stderr:
        "warning\n\x1b[31mStart unsuccessful\x1b[0m\x07\n\nTIP: use 'cf logs'\n",
    }, "start"),
  ).toEqual({
    outcome: "failed",
    error: "Start unsuccessful",
    code: "crashed",
  });
  const { error } = toCfOutcome({ ...failed, stderr: "x".repeat(10_000) }, "a");
  expect(error).toHaveLength(300);
  expect(toCfOutcome({ ...failed, stdout: "the quota\nFAILED\n" }, "a").error)
    .toBe("the quota");
});

test.each(
  [
    ["timeout", "timeout", "timeout", "cf start was ended after 1.3 s"],
    ["cancelled", "cancelled", "", ""],
  ] as const,
)("a command that %s", (end, outcome, code, error) => {
  expect(toCfOutcome({ ...ended, end, code: 143 }, "start"))
    .toEqual({ outcome, error, code });
});

test("toPlainText() keeps tabs and line feeds", () => {
  expect(toPlainText("a\tb\r\nc\x00\x1b[2Kd")).toBe("a\tb\n\ncd");
});
