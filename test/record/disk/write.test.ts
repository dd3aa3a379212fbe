import { expect, test } from "vitest";
import { columnNames } from "../../../src/record/model/columns.ts";
import {
  addRow,
  emptyBatch,
  parseRuns,
  PartWriter,
  readPart,
  type RowBatch,
  type Sample,
  wholeRows,
} from "../../../src/record/mod.ts";
import { toTestRun, withTempFolder } from "../../testing/records.ts";

function toSamples(n: number): Sample[] {
  return Array.from({ length: n }, (_, value) => ({
    run_id: "r1",
    source: "node-0",
    metric: "cpu",
    unit: "1",
    at: "2026-01-02T03:04:05Z",
    value,
  }));
}

test("PartWriter throws at the next call if the disk is full, with the folder", () =>
  withTempFolder(async (folder) => {
    await Deno.symlink("/dev/full", `${folder}/samples.csv`);
    const writer = new PartWriter(folder, { flushIntervalMs: 10 });
    writer.append("samples", toSamples(2));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const message = /^Cannot write the record in .* as No space left on device/;
    expect(() => writer.append("samples", toSamples(1))).toThrow(message);
    await expect(writer.close()).rejects.toThrow(message);
  }));

test("PartWriter flushes at an interval, so that a kill loses at most that time", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder, { flushIntervalMs: 20 });
    writer.append("samples", toSamples(2));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await Deno.readTextFile(`${folder}/samples.csv`)).split("\n"))
      .toHaveLength(4);
    await writer.close();
  }));

test("PartWriter compacts large tables and leaves small ones as text", () =>
  withTempFolder(async (folder) => {
    await using writer = new PartWriter(folder, { minCompactRows: 100 });
    writer.append("samples", toSamples(100));
    writer.append("warnings", [{
      run_id: "r1",
      stage: "lab",
      code: "x",
      message: "",
      place: "",
      n: 1,
    }]);
    await writer.close();
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    expect(names).toEqual(["samples.parquet", "tables.json", "warnings.csv"]);
  }));

test("PartWriter has ended what it compacts when it tells that a small table cannot reach the disk", () =>
  withTempFolder(async (folder) => {
    // It takes every byte, and cannot be synced.
    await Deno.symlink("/dev/null", `${folder}/events.csv`);
    const writer = new PartWriter(folder, { minCompactRows: 100 });
    writer.append("samples", toSamples(100));
    writer.append("events", [{
      ...{ run_id: "r1", at: null, kind: "note" },
      ...{ subject: "", detail: "", data: "{}" },
    }]);
    await expect(writer.close()).rejects.toThrow("Invalid argument");
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    expect(names.sort()).toEqual(["events.csv", "samples.parquet"]);
  }));

test("PartWriter gives the same bytes for the same rows", () =>
  withTempFolder(async (folder) => {
    for (const part of ["a", "b"]) {
      await using writer = new PartWriter(`${folder}/${part}`);
      writer.append("samples", toSamples(5000));
    }
    const [a, b] = ["a", "b"].map((part) =>
      Deno.readFileSync(`${folder}/${part}/samples.parquet`)
    );
    expect(a).toEqual(b);
  }));

/** Returns samples as columns. */
function toBatch(samples: readonly Sample[]): RowBatch<"samples"> {
  const batch = emptyBatch("samples", ["value"]);
  batch.shapes.push({ ...toSamples(1)[0]!, value: 0 });
  for (const { value } of samples) {
    const i = addRow(batch, 0);
    batch.numbers.value[i] = value;
  }
  return batch;
}

test("PartWriter writes rows and columns in the order in which they are appended, and the same bytes for both", () =>
  withTempFolder(async (folder) => {
    const samples = toSamples(9000);
    await using mixed = new PartWriter(`${folder}/mixed`);
    await using plain = new PartWriter(`${folder}/plain`);
    for (let from = 0; from < samples.length; from += 300) {
      const rows = samples.slice(from, from + 300);
      if (from % 900 === 0) mixed.append("samples", rows);
      else mixed.appendColumns(toBatch(rows));
    }
    plain.append("samples", samples);
    mixed.flush();
    plain.flush();
    const read = (part: string, name: string) =>
      Deno.readFileSync(`${folder}/${part}/samples.${name}`);
    expect(read("mixed", "csv")).toEqual(read("plain", "csv"));
    await mixed.close();
    await plain.close();
    expect(read("mixed", "parquet")).toEqual(read("plain", "parquet"));
  }));

test("PartWriter flushes columns at an interval, and large ones at once", () =>
  withTempFolder(async (folder) => {
    await using writer = new PartWriter(folder, { flushIntervalMs: 20 });
    writer.appendColumns(toBatch(toSamples(2)));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const read = () =>
      Deno.readTextFileSync(`${folder}/samples.csv`).split("\n");
    expect(read()).toHaveLength(4);
    writer.appendColumns(toBatch(toSamples(10_000)));
    expect(read()).toHaveLength(10_004);
  }));

test("PartWriter leaves out rows of columns that the table cannot hold, and counts them", () =>
  withTempFolder(async (folder) => {
    await using writer = new PartWriter(folder);
    const [first, second] = toSamples(2);
    writer.appendColumns(toBatch([first!, { ...second!, value: NaN }]));
    await writer.close();
    expect((await Deno.readTextFile(`${folder}/samples.csv`)).split("\n"))
      .toHaveLength(3);
    expect(await Deno.readTextFile(`${folder}/warnings.csv`))
      .toContain("row-rejected");
  }));

test("readPart() prefers Parquet if a crash left both", () =>
  withTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/samples.csv`, "run_id\n");
    await Deno.writeTextFile(`${folder}/samples.parquet`, "x");
    expect((await readPart(folder)).map(({ path }) => path)).toEqual([
      `${folder}/samples.parquet`,
    ]);
  }));

test("wholeRows() ends at the last newline outside quotes", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect(wholeRows(bytes("a,b\n1,2\n"))).toBe(8);
  expect(wholeRows(bytes("a,b\n1,2"))).toBe(4);
  expect(wholeRows(bytes('a,b\n1,"x\ny'))).toBe(4);
  expect(wholeRows(bytes('a,b\n1,"x\ny"\n'))).toBe(12);
});

test("parseRuns() names the line and field it rejects", () => {
  const { runs, rejected } = parseRuns('{"run_id":"r1"}\nnot json\n{"run_');
  expect(runs).toEqual([]);
  expect(rejected.map(({ line, torn }) => [line, torn])).toEqual([
    [1, false],
    [2, false],
    [3, true],
  ]);
  expect(rejected[0]?.message).toContain("experiment");
});

test("readPart() refuses a table with other columns or line ends", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/samples.csv`;
    const header = columnNames("samples").join(",");
    await Deno.writeTextFile(path, `${header}\r\n`);
    await expect(readPart(folder)).rejects.toThrow("its lines end in CR LF");
    await Deno.writeTextFile(path, "run_id,metric,source,unit,at,value\n");
    await expect(readPart(folder)).rejects.toThrow(
      "samples.csv:1 as its columns",
    );
  }));

test("parseRuns() accepts a byte order mark and a lone surrogate", () => {
  const run = toTestRun("r1", { notes: "x" });
  const line = JSON.stringify(run).replace('"x"', '"\\ud800"');
  const { runs, rejected } = parseRuns(`\ufeff${line}\n`);
  expect(rejected).toEqual([]);
  expect(runs[0]?.notes).toBe("\ufffd");
});
