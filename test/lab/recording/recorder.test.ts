import { expect, test } from "vitest";
import { BatchedOperations } from "../../../src/lab/recording/operation_rows.ts";
import { Recorder } from "../../../src/lab/recording/recorder.ts";
import { toRedactor } from "../../../src/lab/recording/redact.ts";
import { addRow, emptyBatch, readRuns } from "../../../src/record/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
} from "../../testing/records.ts";

/** Returns a failed operation in columns. */
function toBatch(error: string): BatchedOperations {
  const batch = emptyBatch("operations", ["operation_id", "bytes"]);
  const common = toTestOperation("r", { outcome: "failed", error });
  batch.shapes.push({ ...common, operation_id: "w-" });
  const i = addRow(batch, 0);
  batch.numbers.operation_id[i] = 7;
  batch.numbers.bytes[i] = 1;
  return new BatchedOperations(batch);
}

test("a recorder writes operations in columns as those in rows", () =>
  withTempFolder(async (folder) => {
    const tables: string[] = [];
    for (const inRows of [true, false]) {
      const record = `${folder}/${inRows}`;
      const recorder = await Recorder.open(
        record,
        toTestRun("r", { part: "r" }),
      );
      const operations = toBatch("no");
      recorder.appendOperations(inRows ? [...operations] : operations);
      await recorder.finish({ status: "ok" });
      tables.push(await Deno.readTextFile(`${record}/r/operations.csv`));
    }
    expect(tables[0]).toContain("w-7");
    expect(tables[1]).toBe(tables[0]);
  }));

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
    recorder.appendOperations(toBatch("never open-sesame"));
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
    expect(texts.some((text) => text.includes("never ***"))).toBe(true);
    expect(texts.some((text) => text.includes("open-sesame"))).toBe(false);
    const { runs } = await readRuns(record);
    expect(runs.map(({ notes }) => notes)).toEqual(["*** is wrong"]);
  }));
