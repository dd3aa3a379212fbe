import { expect, test } from "vitest";
import { CsvTail } from "../../../src/lab/monitor/csv_tail.ts";
import {
  type Event,
  type Operation,
  PartWriter,
} from "../../../src/record/mod.ts";
import { toTestOperation, withTempFolder } from "../../testing/records.ts";

const event: Event = {
  run_id: "r1",
  at: "2026-01-02T03:04:05.000Z",
  kind: "note",
  subject: "",
  detail: 'two\nlines, "quoted"',
  data: "{}",
};

test("CsvTail returns a torn row once it is complete, wherever it was torn", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(`${folder}/all`);
    writer.append("events", [event, { ...event, detail: "last" }]);
    await writer.close();
    const bytes = await Deno.readFile(`${folder}/all/events.csv`);
    for (let torn = 1; torn < bytes.length; torn++) {
      const path = `${folder}/events.csv`;
      await Deno.writeFile(path, bytes.subarray(0, torn));
      const tail = new CsvTail(folder, "events", { run_id: "r1" });
      const before = await tail.read();
      await Deno.writeFile(path, bytes);
      const after = await tail.read();
      expect(before.concat(after).map(({ detail }) => detail))
        .toEqual([event.detail, "last"]);
      expect(await tail.read()).toEqual([]);
    }
  }));

test("CsvTail starts near the end of a long table, at a row and not at a line inside quotes", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder);
    const rows = Array.from(
      { length: 200 },
      (_, i): Operation =>
        toTestOperation("r1", {
          operation_id: String(i),
          error: "a,\nb,\nc",
          duration_s: i % 2 === 0 ? null : 0.5,
        }),
    );
    writer.append("operations", rows);
    writer.flush();
    const { size } = await Deno.stat(`${folder}/operations.csv`);
    for (let maxInitialBytes = 1; maxInitialBytes < 400; maxInitialBytes += 7) {
      const tail = new CsvTail(folder, "operations", {
        run_id: "r1",
        maxInitialBytes,
      });
      const read = await tail.read();
      expect(read).toEqual(rows.slice(rows.length - read.length));
      expect(read.length).toBeGreaterThanOrEqual(
        Math.floor(maxInitialBytes / (size / 200)) - 1,
      );
    }
    await writer.close();
  }));

test("CsvTail drops invalid rows, and waits for a missing file", () =>
  withTempFolder(async (folder) => {
    const tail = new CsvTail(folder, "events", { run_id: "r1" });
    expect(await tail.read()).toEqual([]);
    await Deno.writeTextFile(
      `${folder}/events.csv`,
      'run_id,at,kind,subject,detail,data\nr1,no time,note,"","",{}\nr1\nr1,,note,"",x,{}\n',
    );
    expect(await tail.read()).toEqual([{ ...event, at: null, detail: "x" }]);
  }));

test("CsvTail reads a long table in several reads, and a row longer than a read", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder);
    const rows = Array.from(
      { length: 40 },
      (_, i): Event => ({
        ...event,
        subject: String(i),
        detail: "x".repeat(200_000),
      }),
    );
    rows[20] = { ...event, subject: "20", detail: "y,\n".repeat(300_000) };
    writer.append("events", rows);
    writer.flush();
    const tail = new CsvTail(folder, "events", { run_id: "r1" });
    const read: Event[] = [];
    let reads = 0;
    for (; read.length < 40 && reads < 10; reads++) {
      read.push(...await tail.read());
    }
    expect(reads).toBeGreaterThan(1);
    expect(read.map(({ subject }) => subject)).toEqual(
      rows.map(({ subject }) => subject),
    );
    expect(read[20]).toEqual(rows[20]);
    await writer.close();
  }));
