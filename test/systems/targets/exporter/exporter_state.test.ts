import { expect, test } from "vitest";
import {
  readExporterState,
  writeExporterState,
} from "../../../../src/systems/targets/exporter/exporter_state.ts";
import { withTempFolder } from "../../../testing/records.ts";

test("readExporterState() reads what writeExporterState() wrote", () =>
  withTempFolder(async (folder) => {
    const state = { started_at: 1_795_000_000_000, ports: [40_001, 40_002] };
    await writeExporterState(`${folder}/targets.json`, state);
    expect(await readExporterState(`${folder}/targets.json`)).toEqual(state);
  }));

test("readExporterState() is null while the file is missing, empty or incomplete", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/targets.json`;
    expect(await readExporterState(path)).toBe(null);
    for (const text of ["", '{"started_at":1,"por']) {
      await Deno.writeTextFile(path, text);
      expect(await readExporterState(path), text).toBe(null);
    }
  }));
