import { expect, test } from "vitest";
import {
  readServing,
  writeServing,
} from "../../../../src/systems/targets/exporter/serving.ts";
import { withTempFolder } from "../../../testing/records.ts";

test("readServing() reads what writeServing() wrote", () =>
  withTempFolder(async (folder) => {
    const serving = { started_at: 1_795_000_000_000, ports: [40_001, 40_002] };
    await writeServing(`${folder}/targets.json`, serving);
    expect(await readServing(`${folder}/targets.json`)).toEqual(serving);
  }));

test("readServing() is null while the file is missing, empty or half written", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/targets.json`;
    expect(await readServing(path)).toBe(null);
    for (const text of ["", '{"started_at":1,"por']) {
      await Deno.writeTextFile(path, text);
      expect(await readServing(path), text).toBe(null);
    }
  }));
