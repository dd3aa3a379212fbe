import { expect, test } from "vitest";
import { sqlText } from "../../../src/record/mod.ts";
import type { StagedField } from "../../../src/record/staging/staging_messages.ts";
import { StagingThread } from "../../../src/record/staging/staging_thread.ts";
import { withTempFolder } from "../../testing/records.ts";

const fields: readonly StagedField[] = [
  { name: "shape", type: "UTINYINT" },
  { name: "value", type: "DOUBLE" },
  { name: "word", type: "SMALLINT" },
  { name: "text", type: "VARCHAR" },
];

function toRows(first: number, count: number) {
  const all = Array.from({ length: count }, (_, i) => first + i);
  return {
    shape: new Uint32Array(count),
    numbers: [Float64Array.from(all)],
    texts: [Int16Array.from(all, (i) => i % 5), all.map((i) => `text ${i}`)],
    count,
  };
}

test("StagingThread stages all rows in order before it copies them", () =>
  withTempFolder(async (folder) => {
    const thread = new StagingThread();
    thread.call({ type: "open", path: `${folder}/x.csv`, numbers: 1 });
    thread.call({ type: "begin", table: "t", fields });
    const lines: string[] = [];
    // More blocks than may be on their way at once.
    for (let first = 0; first < 120_000; first += 3000) {
      const rows = toRows(first, 3000);
      await thread.append(rows);
      rows.numbers[0]!.fill(NaN);
      for (let i = first; i < first + 3000; i++) {
        lines.push(`0,${i}.0,${i % 5},text ${i}`);
      }
    }
    expect(await thread.call({ type: "finish" }))
      .toEqual([{ hasNull: false, hasFraction: false }]);
    const sql = `COPY t TO ${sqlText(`${folder}/t.csv`)} (HEADER false)`;
    expect(await thread.call({ type: "copy", sql })).toBe(120_000);
    await thread.close();
    expect((await Deno.readTextFile(`${folder}/t.csv`)).split("\n"))
      .toEqual([...lines, ""]);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    expect(names).toEqual(["t.csv"]);
  }));

test("StagingThread tells what its numbers turned out to be", () =>
  withTempFolder(async (folder) => {
    const thread = new StagingThread();
    thread.call({ type: "open", path: `${folder}/x.csv`, numbers: 1 });
    thread.call({ type: "begin", table: "t", fields });
    const rows = toRows(0, 3);
    rows.numbers[0]!.set([NaN, 0.5]);
    await thread.append(rows);
    expect(await thread.call({ type: "finish" }))
      .toEqual([{ hasNull: true, hasFraction: true }]);
    await thread.close();
  }));

test("StagingThread throws what failed first at each command behind it, and closes", () =>
  withTempFolder(async (folder) => {
    const thread = new StagingThread();
    thread.call({ type: "open", path: `${folder}/x.csv`, numbers: 1 });
    thread.call({ type: "begin", table: "t", fields });
    thread.call({ type: "begin", table: "t", fields });
    const message = /^Cannot stage the rows of a table as .*"t" already exists/;
    const append = async () => {
      for (let i = 0; i < 20; i++) await thread.append(toRows(0, 16_384));
    };
    await expect(append()).rejects.toThrow(message);
    await expect(thread.call({ type: "finish" })).rejects.toThrow(message);
    await thread.close();
  }));
