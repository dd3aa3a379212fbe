import { expect, test } from "vitest";
import {
  exists,
  ifThere,
  maybeJson,
  readTextIfThere,
} from "../../../src/record/mod.ts";
import { withTempFolder } from "../../testing/records.ts";

test("ifThere(), exists() and readTextIfThere() tell a missing file from other errors", () =>
  withTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a`, "text");
    expect(await ifThere(Deno.remove(`${folder}/b`))).toBeUndefined();
    expect([await exists(`${folder}/a`), await exists(`${folder}/b`)])
      .toEqual([true, false]);
    expect(await readTextIfThere(`${folder}/a`)).toBe("text");
    expect(await readTextIfThere(`${folder}/b`)).toBeUndefined();
    await expect(readTextIfThere(folder)).rejects.toThrow(/directory/i);
  }));

test("maybeJson() returns undefined for text that is cut short", () => {
  expect(maybeJson('{"a":1}')).toEqual({ a: 1 });
  expect(maybeJson('{"a":')).toBeUndefined();
});
