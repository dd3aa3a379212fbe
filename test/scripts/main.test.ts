import { expect, test } from "vitest";
import { withTempFolder } from "../testing/records.ts";
import { runScript } from "./_scripts.ts";

test("a command waits for its answer, whoever gives it, and does not end with code 0 before", async () => {
  expect(await runScript("../test/scripts/_waiting_command"))
    .toEqual({ code: 0, stdout: "answered\n", stderr: "" });
});

test("a command that may not write says in one line where, why, and what to do", () =>
  withTempFolder(async (folder) => {
    const file = `${folder}/file`;
    await Deno.writeTextFile(file, "");
    const { code, stderr } = await runScript("init", `${file}/project`);
    expect(stderr).toBe(
      `loadline: Cannot use '${file}/project/.github/workflows/load.yml' as it is no folder, or below a file: name another folder\n`,
    );
    expect(code).toBe(2);
  }));
