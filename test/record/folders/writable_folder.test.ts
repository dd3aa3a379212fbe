import { expect, test } from "vitest";
import { makeWritableFolder } from "../../../src/record/folders/writable_folder.ts";
import { withTempFolder } from "../../testing/records.ts";

const records = { what: "records", option: "--data" };

test("makeWritableFolder() makes the folder, and leaves it empty", () =>
  withTempFolder(async (folder) => {
    const data = `${folder}/a/data`;
    await makeWritableFolder(data, records);
    await makeWritableFolder(data, records);
    expect(await Array.fromAsync(Deno.readDir(data))).toEqual([]);
  }));

test("makeWritableFolder() says why it cannot write, and what to do", () =>
  withTempFolder(async (folder) => {
    const file = `${folder}/file`;
    await Deno.writeTextFile(file, "");
    await expect(makeWritableFolder(`${file}/data`, records)).rejects.toThrow(
      `Cannot write records in ${file}/data as it is no folder, or below a file: name another folder with --data`,
    );
    await expect(makeWritableFolder(file, records)).rejects.toThrow(
      `Cannot write records in ${file} as it is no folder: name another folder with --data`,
    );
  }));
