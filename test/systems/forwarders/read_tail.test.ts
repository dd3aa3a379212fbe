import { expect, test } from "vitest";
import { readTail } from "../../../src/systems/forwarders/read_tail.ts";
import { withTempFolder } from "../../testing/records.ts";

test("readTail() returns the end of a file", () =>
  withTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "first\nsecond\nthird\n");
    expect(await readTail(`${folder}/file`, 9)).toBe("nd\nthird\n");
    expect(await readTail(`${folder}/file`, 100))
      .toBe("first\nsecond\nthird\n");
  }));

test("readTail() returns nothing of a file that is missing, or no longer written", () =>
  withTempFolder(async (folder) => {
    expect(await readTail(`${folder}/none`, 9)).toBe("");
    await Deno.writeTextFile(`${folder}/file`, "old");
    const old = new Date(Date.now() - 60_000);
    await Deno.utime(`${folder}/file`, old, old);
    expect(await readTail(`${folder}/file`, 9)).toBe("");
  }));
