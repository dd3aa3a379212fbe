import { expect, test } from "vitest";
import { runProgram } from "../../../src/lab/processes/run_program.ts";
import {
  quoteInLine,
  quoteWord,
  shellLine,
} from "../../../src/lab/processes/shell_quote.ts";

/** What a shell would take for something else, or divide. */
const hostile = [
  ...["", " ", "a b", "it's", "'", "''", '"', "\\", "\\'", "$HOME", "`id`"],
  ...["$(touch /tmp/loadline-quoted)", "; exit 7", "&& false", "| cat", "#x"],
  ...["-n", "--", "*", "?", "[a]", "{a,b}", "~", "!!", "a\nb", "\n", "a\n\n"],
  ...[
    "\t",
    "\r",
    "ü€😀",
    "\u001b[31m",
    "%s%d",
    "a'b\nc\"d$e`f\\",
    "<x>",
    "=()",
  ],
];

test("quoteWord() makes one word of any text, which the shell leaves as it is", async () => {
  const result = await runProgram([
    ...["sh", "-c", `printf '%s\\0' ${hostile.map(quoteWord).join(" ")}`],
  ]);
  expect(result?.stderr).toBe("");
  expect(result?.stdout.split("\0").slice(0, -1)).toEqual(hostile);
});

test("quoteInLine() does so in one line, also of what was quoted before", async () => {
  const command = `printf '%s\\0' ${hostile.map(quoteInLine).join(" ")}`;
  const line = `eval ${quoteInLine(command)}`;
  expect(line).not.toContain("\n");
  const result = await runProgram(["sh", "-c", `loadline_nl='\n'\n${line}`]);
  expect(result?.stderr).toBe("");
  expect(result?.stdout.split("\0").slice(0, -1)).toEqual(hostile);
});

test("quoteWord() refuses a zero byte, which would end the text unseen", () => {
  expect(() => quoteWord("a\0b")).toThrow(RangeError);
  expect(() => quoteInLine("a\0b")).toThrow("zero byte");
});

test("shellLine() quotes only what a shell would read otherwise", async () => {
  const result = await runProgram([
    ...["sh", "-c", shellLine(["printf", "%s\\0", ...hostile])],
  ]);
  expect(result?.stdout.split("\0").slice(0, -1)).toEqual(hostile);
  expect(shellLine(["env", "A=b", "rsyslogd", "-f", "/tmp/a b", "--id=1"]))
    .toBe("env A=b rsyslogd -f '/tmp/a b' --id=1");
  expect(shellLine(["A=b", "c"])).toBe("'A=b' c");
});
