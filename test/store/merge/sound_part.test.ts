import { expect, test } from "vitest";
import {
  readManifest,
  readRuns,
  writeManifest,
} from "../../../src/record/mod.ts";
import { readSound } from "../../../src/store/merge/sound_part.ts";
import { withTempFolder } from "../../testing/records.ts";
import { readParts, writeMany } from "../../testing/merging.ts";

const faults: Readonly<Record<string, (part: string) => Promise<void>>> = {
  "no manifest": (part) => Deno.remove(`${part}/tables.json`),
  "tables.json is damaged (Unexpected token": (part) =>
    Deno.writeTextFile(`${part}/tables.json`, "no"),
  "it has notes.txt, which is no table": (part) =>
    Deno.writeTextFile(`${part}/notes.txt`, "by hand"),
  "it has .running, which is no table": (part) =>
    Deno.writeTextFile(`${part}/.running`, ""),
  "it has logs, which is no table": (part) => Deno.mkdir(`${part}/logs`),
  "operations.csv has 4 rows where 3 were written": (part) =>
    Deno.writeTextFile(`${part}/operations.csv`, "x\n", { append: true }),
  "warnings.csv and its 1 rows are gone": (part) =>
    Deno.remove(`${part}/warnings.csv`),
  "reports.json names 1 of its 2 runs": async (part) => {
    const manifest = await readManifest(part);
    await writeManifest(part, { runs: 2, tables: manifest?.tables ?? [] });
  },
};

test.each(Object.entries(faults))(
  "readSound() leaves a part as %s",
  (reason, damage) =>
    withTempFolder(async (data) => {
      await writeMany(data, "r1");
      const [before] = await readParts(data);
      expect(before).toMatchObject({
        part: "r1",
        manifestDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      await damage(`${data}/kv/r1`);
      const [left] = await readParts(data);
      expect(left).toEqual({
        part: "r1",
        reason: expect.stringContaining(reason),
      });
    }),
);

test("readSound() leaves a run in progress, of another experiment, and of another record", () =>
  withTempFolder(async (data) => {
    await writeMany(data, "r1", { status: "running" });
    await writeMany(data, "r2");
    const { runs } = await readRuns(`${data}/kv`);
    const reasonOf = async (
      id: string,
      experiment: string,
      elsewhere: string[],
    ) => {
      const part = await readSound(`${data}/kv`, {
        ...{ experiment, part: id },
        runs: runs.filter(({ run_id }) => run_id === id),
      }, new Set(elsewhere));
      return "reason" in part ? part.reason : "";
    };
    expect(await reasonOf("r1", "kv", []))
      .toBe("a run of it is in progress, or was killed");
    expect(await reasonOf("r2", "other", []))
      .toBe("a run of it is of another experiment");
    expect(await reasonOf("r2", "kv", ["r2"]))
      .toBe("a run of it is in another record too");
    expect(await reasonOf("r2", "kv", ["r1"])).toBe("");
  }));
