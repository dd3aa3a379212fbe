import { expect, test } from "vitest";
import { requireWritableRecords } from "../../../src/lab/session/record_folder.ts";
import { withTempFolder } from "../../testing/records.ts";

test("requireWritableRecords() makes the folder, and leaves it empty", () =>
  withTempFolder(async (folder) => {
    const data = `${folder}/a/data`;
    await requireWritableRecords(data);
    await requireWritableRecords(data);
    expect(await Array.fromAsync(Deno.readDir(data))).toEqual([]);
  }));

test("requireWritableRecords() says why it cannot write, and what to do", () =>
  withTempFolder(async (folder) => {
    const file = `${folder}/file`;
    await Deno.writeTextFile(file, "");
    await expect(requireWritableRecords(`${file}/data`)).rejects.toThrow(
      `Cannot write records in ${file}/data as it is no folder, or below a file: name another folder with --data`,
    );
    await expect(requireWritableRecords(file)).rejects.toThrow(
      `Cannot write records in ${file} as it is no folder: name another folder with --data`,
    );
  }));
