import { expect, test } from "vitest";
import { stampFile, stampFolders } from "../../../src/store/records/stamps.ts";
import { withTempFolder } from "../../testing/records.ts";

test("files have no stamp while they are young, and the same until they change", () =>
  withTempFolder(async (folder) => {
    await Deno.mkdir(`${folder}/part`);
    await Deno.mkdir(`${folder}/.hidden`);
    await Deno.writeTextFile(`${folder}/part/tables.json`, "{}");
    expect(stampFile(`${folder}/part`, "tables.json")).toBe("");
    expect(stampFolders(folder)).toEqual(
      new Map([["part", { text: "", hasManifest: true }]]),
    );
    await new Promise((resolve) => setTimeout(resolve, 2050));
    const stamp = stampFile(`${folder}/part`, "tables.json");
    expect(stamp).toMatch(/^[0-9a-f]{32}$/);
    expect(stampFolders(folder).get("part")?.text).toBe(stamp);
    // A lock comes and goes without a change of the record.
    await Deno.writeTextFile(`${folder}/part/.running`, "");
    expect(stampFolders(folder).get("part")?.text).toBe(stamp);
    await Deno.chmod(`${folder}/part/tables.json`, 0o600);
    expect(stampFile(`${folder}/part`, "tables.json")).toBe("");
    expect(stampFile(folder, "nothing")).toBe("");
  }));
