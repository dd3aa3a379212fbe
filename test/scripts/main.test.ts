import { expect, test } from "vitest";
import { runScript } from "./_scripts.ts";

test("a command waits for its answer, whoever gives it, and does not end with code 0 before", async () => {
  expect(await runScript("../test/scripts/_waiting_command"))
    .toEqual({ code: 0, stdout: "answered\n", stderr: "" });
});
