import { expect, test } from "vitest";
import {
  listBaselines,
  readBaseline,
  saveBaseline,
} from "../../../src/analysis/mod.ts";
import { toComparedRun } from "../../testing/compared_runs.ts";
import { withTempFolder } from "../../testing/records.ts";

const runs = [
  toComparedRun("a1", { metrics: { p95: 0.1, p99: null } }),
  toComparedRun("a2", { case_id: '"\n| </script>' }),
];

test("saveBaseline() writes a file that readBaseline() reads, and replaces an older one", () =>
  withTempFolder(async (folder) => {
    const place = `${folder}/baselines`;
    expect(await listBaselines(place)).toEqual([]);
    const path = await saveBaseline(place, {
      name: "main",
      selected: "last",
      runs,
    });
    expect(path).toBe(`${place}/main.json`);
    expect(await readBaseline(place, "main"))
      .toEqual({ format: 1, name: "main", selected: "last", runs });
    const first = await Deno.readTextFile(path);
    await saveBaseline(place, { name: "main", selected: "last", runs });
    expect(await Deno.readTextFile(path)).toBe(first);
    expect(await listBaselines(place)).toEqual(["main"]);
  }));

test.each([
  ["../x", "its name must be letters"],
  ["", "its name must be letters"],
  [".hidden", "its name must be letters"],
])(
  "saveBaseline() refuses the name %j",
  (name, message) =>
    withTempFolder(async (folder) => {
      await expect(saveBaseline(folder, { name, selected: "x", runs }))
        .rejects.toThrow(message);
    }),
);

test("saveBaseline() refuses a side of which no run counts", () =>
  withTempFolder(async (folder) => {
    await expect(saveBaseline(folder, { name: "x", selected: "y", runs: [] }))
      .rejects.toThrow("as no run of 'y' counts");
  }));

test.each([
  ["", "it is not as saved"],
  ["{", "it is not as saved"],
  ['{"format": 2}', "format is not as saved"],
  ['{"format": 1, "name": "x", "selected": "", "runs": []}', "runs is not"],
  [
    '{"format": 1, "name": "x", "selected": "", "runs": [{"run_id": "../../etc"}]}',
    "runs.0.run_id is not as saved",
  ],
])(
  "readBaseline() refuses %j",
  (text, message) =>
    withTempFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/x.json`, text);
      await expect(readBaseline(folder, "x")).rejects.toThrow(message);
      await expect(readBaseline(folder, "x"))
        .rejects.toMatchObject({ name: "UsageError" });
    }),
);
