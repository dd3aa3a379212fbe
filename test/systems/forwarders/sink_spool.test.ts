import { expect, test } from "vitest";
import { findSinkSpool } from "../../../src/systems/forwarders/sink_spool.ts";
import { withTempFolder } from "../../testing/records.ts";

test.each([
  ["sink-2", "sink-2"],
  ["sink-1/deep/er", ""],
  ["jetstream/$G/streams/sink-2/msgs", "jetstream/$G/streams/sink-2"],
  ["sink-2-0", "sink-2-0"],
  ["sink-20", ""],
  ["a/b/c/d/sink-2", ""],
])(
  "findSinkSpool() among the folders %s finds '%s'",
  (path, found) =>
    withTempFolder(async (folder) => {
      await Deno.mkdir(`${folder}/${path}`, { recursive: true });
      await Deno.writeTextFile(`${folder}/file`, "");
      expect(await findSinkSpool(folder, "sink-2"))
        .toBe(found === "" ? "" : `${folder}/${found}`);
    }),
);

test("findSinkSpool() finds nothing in a folder that is gone", async () => {
  expect(await findSinkSpool("/no/such/folder", "sink-2")).toBe("");
});
