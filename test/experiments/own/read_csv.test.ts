import { expect, test } from "vitest";
import { readCsv } from "../../../src/experiments/own/read_csv.ts";
import { UsageError } from "../../../src/record/mod.ts";
import { withTempFolder } from "../../testing/records.ts";

function readText(text: string, options = {}) {
  return withTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/users.csv`, text);
    return readCsv(new URL(`file://${folder}/users.csv`), options);
  });
}

test("readCsv() returns rows by the names of the header, as texts", async () => {
  expect(await readText('\ufeffuser,note\nanna,"a, b"\n\nben,1\n')).toEqual([
    { user: "anna", note: "a, b" },
    { user: "ben", note: "1" },
  ]);
  expect(await readText("a;b\n1;2\n", { delimiter: ";" })).toEqual([
    { a: "1", b: "2" },
  ]);
});

test.each([
  ["", "as it has no row below its header"],
  ["user,note\n", "as it has no row below its header"],
  ["user,note\nanna\n", "as Invalid Record Length"],
  ['user\n"anna\n', "as Quote Not Closed"],
])("readCsv() refuses %j", async (text, reason) => {
  await expect(readText(text)).rejects.toThrow(UsageError);
  await expect(readText(text)).rejects.toThrow(reason);
});

test("readCsv() names a file that is not there", () => {
  expect(() => readCsv("/no/such/users.csv")).toThrow(
    "Cannot read /no/such/users.csv as CSV as ENOENT",
  );
});
