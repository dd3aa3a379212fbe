import { expect, test } from "vitest";
import { Recorder } from "../../../src/lab/recording/recorder.ts";
import { toRedactor } from "../../../src/lab/recording/redact.ts";
import { readRuns } from "../../../src/record/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
} from "../../testing/records.ts";

test("a recorder that redacts writes no secret: in events, errors, warnings and notes", () =>
  withTempFolder(async (folder) => {
    const record = `${folder}/shop`;
    const run = toTestRun("r", { part: "r" });
    const recorder = await Recorder.open(record, run);
    recorder.redactWith(toRedactor(["open-sesame"]));
    recorder.event("configuration", "node-0", "shop --key open-sesame");
    recorder.append("operations", [
      toTestOperation("r", { outcome: "failed", error: "not open-sesame" }),
    ]);
    recorder.warn("died", "it said open-sesame");
    await recorder.finish({ status: "failed", notes: "open-sesame is wrong" });
    const texts = await Array.fromAsync(
      Deno.readDir(`${record}/r`),
      async ({ name }) => {
        const bytes = await Deno.readFile(`${record}/r/${name}`);
        return new TextDecoder("latin1").decode(bytes);
      },
    );
    expect(texts.some((text) => text.includes("shop --key ***"))).toBe(true);
    expect(texts.some((text) => text.includes("open-sesame"))).toBe(false);
    const { runs } = await readRuns(record);
    expect(runs.map(({ notes }) => notes)).toEqual(["*** is wrong"]);
  }));
