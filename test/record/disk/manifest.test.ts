import { expect, test } from "vitest";
import {
  findDamage,
  MANIFEST,
  PartWriter,
  readManifest,
  readPart,
  type Row,
} from "../../../src/record/mod.ts";
import { withTempFolder } from "../../testing/records.ts";

function toEvents(n: number): Row<"events">[] {
  return Array.from({ length: n }, (_, i) => ({
    run_id: "r1",
    at: null,
    kind: "note",
    subject: String(i),
    // A newline in quotes does not end a row.
    detail: "a\nb",
    data: "{}",
  }));
}

async function damageOf(folder: string): Promise<string> {
  const manifest = await readManifest(folder);
  const files = await readPart(folder);
  return findDamage(manifest!, files.map(({ path }) => path));
}

test("PartWriter writes the manifest of its tables at close", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder, { minCompactRows: 10 });
    writer.append("events", toEvents(3));
    writer.append("stages", [{
      run_id: "r1",
      operation_id: "1",
      stage: "a",
      at: "2026-01-01T00:00:00Z",
    }]);
    expect(await readManifest(folder)).toBeNull();
    await writer.close(1);
    const manifest = await readManifest(folder);
    expect(manifest).toMatchObject({
      format: 1,
      runs: 1,
      tables: [{ file: "events.csv", rows: 3 }, { file: "stages.csv" }],
    });
    expect(await damageOf(folder)).toBe("");
  }));

test("PartWriter appends to a closed part, and closes it again", () =>
  withTempFolder(async (folder) => {
    for (const table of ["events", "warnings", "events"] as const) {
      await using writer = new PartWriter(folder);
      if (table === "events") writer.append(table, toEvents(2));
      else {
        writer.append(table, [{
          run_id: "r1",
          stage: "lab",
          code: "x",
          message: "",
          place: "",
          n: 1,
        }]);
      }
    }
    const tables = (await readManifest(folder))?.tables;
    expect(tables?.map(({ file, rows }) => [file, rows]).sort()).toEqual([
      ["events.csv", 4],
      ["warnings.csv", 1],
    ]);
    expect(await damageOf(folder)).toBe("");
  }));

test("findDamage() detects lost, doubled, changed and unexpected rows", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder, { minCompactRows: 3 });
    writer.append("events", toEvents(2));
    writer.append(
      "samples",
      [1, 2, 3].map((value) => ({
        run_id: "r1",
        source: "",
        metric: "m",
        unit: "",
        at: null,
        value,
      })),
    );
    await writer.close();
    const csv = `${folder}/events.csv`;
    const text = await Deno.readTextFile(csv);
    const [header = ""] = text.split("\n");
    const withText = async (changed: string) => {
      await Deno.writeTextFile(csv, changed);
      return damageOf(folder);
    };
    expect(await withText(`${header}\n`)).toBe(
      "events.csv has 0 rows where 2 were written",
    );
    expect(await withText(text + text.slice(header.length + 1))).toBe(
      "events.csv has 4 rows where 2 were written",
    );
    expect(await withText(text.replace("note", "mote"))).toMatch(
      /^events.csv is not as it was written/,
    );
    await Deno.remove(csv);
    const gone = "events.csv and its 2 rows are gone";
    expect(await damageOf(folder)).toBe(gone);
    // As it was listed before it was removed.
    const manifest = await readManifest(folder);
    expect(await findDamage(manifest!, [csv])).toBe(gone);
    await Deno.writeTextFile(csv, text);
    const parquet = `${folder}/samples.parquet`;
    const bytes = await Deno.readFile(parquet);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    await Deno.writeFile(parquet, bytes);
    expect(await damageOf(folder)).toMatch(
      /^samples.parquet is not as it was written \(other content of the same \d+ bytes\)$/,
    );
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    await Deno.writeFile(parquet, bytes);
    await Deno.copyFile(csv, `${folder}/stages.csv`);
    await Deno.writeTextFile(
      `${folder}/stages.csv`,
      "run_id,operation_id,stage,at\n",
    );
    expect(await damageOf(folder)).toBe(`stages.csv is not in ${MANIFEST}`);
  }));

test("PartWriter drops and counts rows that the store cannot load", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder);
    const sample = {
      run_id: "r1",
      source: "",
      metric: "m",
      unit: "",
      at: null,
    };
    writer.append(
      "samples",
      [1, NaN, 2, Infinity, 2].map((value) => ({ ...sample, value })),
    );
    await writer.close();
    const read = (name: string) => Deno.readTextFile(`${folder}/${name}.csv`);
    expect((await read("samples")).trimEnd().split("\n").slice(1)).toEqual([
      'r1,"",m,"",,1',
      'r1,"",m,"",,2',
      'r1,"",m,"",,2',
    ]);
    expect((await read("warnings")).split("\n")[1]).toBe(
      'r1,record,row-rejected,"row is left out as its value is NaN, not a finite number",samples,2',
    );
  }));
