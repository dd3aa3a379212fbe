import { expect, test } from "vitest";
import { keepRun } from "../../src/store/keep_run.ts";
import { mergeRuns } from "../../src/store/merge/merge_runs.ts";
import { listRunLines } from "../../src/store/run_lines.ts";
import { mergeAll } from "../testing/merging.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../testing/records.ts";

/** Folders of records: of what was made, with the runs `r1` and `r2`, and of what is kept. */
function withRuns(
  body: (place: { from: string; to: string }) => Promise<void>,
): Promise<void> {
  return withTempFolder(async (folder) => {
    const from = `${folder}/made`;
    for (const id of ["r1", "r2"]) {
      await writeTestRun(from, toTestRun(id), {
        operations: [toTestOperation(id)],
      });
    }
    await body({ from, to: `${folder}/kept` });
  });
}

async function keep(id: string, place: { from: string; to: string }) {
  const lines = await listRunLines(place.from);
  const kept = await keepRun(
    lines.find(({ run_id }) => run_id === id)!,
    lines,
    place,
  );
  return kept.map(({ run_id }) => run_id);
}

test("keepRun() copies a run and its rows, once", () =>
  withRuns(async (place) => {
    expect(await keep("r2", place)).toEqual(["r2"]);
    expect(await keep("r2", place)).toEqual([]);
    const ids = (await listRunLines(place.to)).map(({ run_id }) => run_id);
    expect(ids).toEqual(["r2"]);
    for (const name of ["operations.csv", "tables.json"]) {
      expect(await Deno.readTextFile(`${place.to}/kv/r2/${name}`))
        .toBe(await Deno.readTextFile(`${place.from}/kv/r2/${name}`));
    }
    expect([...Deno.readDirSync(place.to)].map(({ name }) => name))
      .toEqual(["kv"]);
  }));

test("keepRun() keeps all runs of an import, and replaces a folder that a crash left", () =>
  withTempFolder(async (folder) => {
    const place = { from: `${folder}/made`, to: `${folder}/kept` };
    for (const id of ["a", "b"]) {
      await writeTestRun(place.from, toTestRun(id, { part: "import" }));
    }
    await Deno.mkdir(`${place.to}/kv/import`, { recursive: true });
    await Deno.writeTextFile(`${place.to}/kv/import/samples.csv`, "torn");
    expect(await keep("a", place)).toEqual(["a", "b"]);
    expect(
      [...Deno.readDirSync(`${place.to}/kv/import`)].map(({ name }) => name),
    ).not.toContain("samples.csv");
  }));

test("keepRun() refuses a run in progress, and a damaged record", () =>
  withRuns(async (place) => {
    await Deno.writeTextFile(`${place.from}/kv/r1/.running`, "1");
    await expect(keep("r1", place)).rejects.toThrow("it is in progress");
    await Deno.writeTextFile(`${place.from}/kv/r2/operations.csv`, "run_id\n");
    await expect(keep("r2", place)).rejects.toThrow(/damaged|Cannot read/);
    await expect(Deno.stat(place.to)).rejects.toThrow(Deno.errors.NotFound);
  }));

test("keepRun() refuses a run that was merged with others", () =>
  withRuns(async (place) => {
    const [merged] = await mergeRuns(place.from, ["kv"], mergeAll);
    await expect(keep("r1", place)).rejects.toThrow(
      `Cannot keep run r1 as it was merged with other runs into ${merged?.part}: keep runs before they are merged`,
    );
    await expect(Deno.stat(place.to)).rejects.toThrow(Deno.errors.NotFound);
  }));
