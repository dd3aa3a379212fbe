import { expect, test } from "vitest";
import { runProgram } from "../../../src/lab/processes/run_program.ts";

test("runProgram() returns code and output, or null for a program that is not installed", async () => {
  const script = "echo out; echo err >&2; echo $GIVEN; cat; exit 3";
  expect(await runProgram(["sh", "-c", script], { env: { GIVEN: "yes" } }))
    .toEqual({ code: 3, stdout: "out\nyes\n", stderr: "err\n" });
  expect(await runProgram(["no-such-program"])).toBeNull();
});

test("runProgram() ends a program at its timeout and at its signal", async () => {
  const late = await runProgram(["sleep", "300"], { timeout: 0.05 });
  const aborted = await runProgram(["sleep", "300"], {
    signal: AbortSignal.timeout(50),
  });
  expect([late?.code, aborted?.code]).toEqual([143, 143]);
});
