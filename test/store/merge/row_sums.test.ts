import { expect, test } from "vitest";
import { describeFile, writeManifest } from "../../../src/record/mod.ts";
import { withWriter } from "../../../src/record/disk/compact.ts";
import { sumParts } from "../../../src/store/merge/row_sums.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../../testing/records.ts";
import { readParts, readSums, writeMany } from "../../testing/merging.ts";

/** Changes the operations of a part, which has no other tables then, and its manifest with them. */
async function rewrite(
  data: string,
  id: string,
  change: (text: string) => string,
): Promise<void> {
  const part = `${data}/kv/${id}`;
  const path = `${part}/operations.csv`;
  await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
  await writeManifest(part, { runs: 1, tables: [await describeFile(path)] });
}

/** Returns why parts are left by their rows, by part. */
async function reasons(data: string): Promise<Record<string, string>> {
  const parts = (await readParts(data)).map((part) => {
    if ("reason" in part) throw new Error(`${part.part}: ${part.reason}`);
    return part;
  });
  const { left } = await withWriter(
    `${data}/.sums`,
    (connection) => sumParts(connection, parts),
  );
  return Object.fromEntries(left.map(({ part, reason }) => [part, reason]));
}

async function writeOperation(data: string, id: string, of = id) {
  await writeTestRun(data, toTestRun(id), {
    operations: [toTestOperation(of)],
  });
}

test("sumParts() leaves parts with rows of no run, of no use, of another format, and that cannot be read", () =>
  withTempFolder(async (data) => {
    await writeMany(data, "whole", { operations: 700 });
    await writeOperation(data, "stray", "other");
    await writeTestRun(data, toTestRun("warned"), {
      warnings: [{
        ...{ run_id: "", stage: "ingest", code: "x", message: "" },
        ...{ place: "file.csv:1", n: 1 },
      }],
    });
    await writeOperation(data, "invalid");
    await rewrite(data, "invalid", (text) => text.replace(",ok,", ",odd,"));
    await writeOperation(data, "old");
    await rewrite(
      data,
      "old",
      (text) => text.replace(",code,", ",").replace(/^(old,.*)"",/m, "$1"),
    );
    await writeOperation(data, "unreadable");
    const toWord = (text: string) => text.replace(",0.1,", ",many,");
    await rewrite(data, "unreadable", toWord);
    expect(await reasons(data)).toEqual({
      stray: "1 rows of its operations name no run of it",
      warned: "1 rows of its warnings name no run of it",
      invalid: "1 rows of its operations are invalid",
      old: "its operations are of format 1",
      unreadable: expect.stringMatching(/Error/),
    });
  }));

test("sumParts() sums rows by run, in whatever order and format; a value that differs changes the sum", () =>
  withTempFolder(async (data) => {
    const sumsOf = async (name: string, values: number[]) => {
      await writeTestRun(`${data}/${name}`, toTestRun("r1"), {
        operations: values.map((duration_s) =>
          toTestOperation("r1", { duration_s })
        ),
      });
      const { sums } = await readSums(`${data}/${name}`);
      return sums;
    };
    const values = Array.from({ length: 600 }, (_, i) => i / 10);
    const sums = await sumsOf("some", values);
    expect([...sums.keys()]).toEqual(["operations of r1"]);
    expect(sums.get("operations of r1")).toMatch(/^600 rows, \d+$/);
    expect(await sumsOf("turned", values.toReversed())).toEqual(sums);
    expect(await sumsOf("other", [0.05, ...values.slice(1)])).not.toEqual(sums);
    expect(await sumsOf("twice", [0.1, ...values.slice(1)])).not.toEqual(sums);
    // Few rows are CSV.
    const few = await sumsOf("few", values.slice(0, 3));
    expect(few.get("operations of r1")).toMatch(/^3 rows, /);
  }));
