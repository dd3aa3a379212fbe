/** Damaged records and stores: each is reported, and affects no other. */
import { expect, test } from "vitest";
import { appendRuns } from "../../src/record/mod.ts";
import { describeLeftOut, loadStore, Store } from "../../src/store/mod.ts";
import { findProgram } from "../testing/programs.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../testing/records.ts";

/** Makes two records of one run each, with this number of operations. */
function withRecords(
  operations: number,
  body: (data: string, path: string) => Promise<void>,
): Promise<void> {
  return withTempFolder(async (data) => {
    for (const id of ["a", "b"]) {
      await writeTestRun(data, toTestRun(id, { experiment: `kv-${id}` }), {
        operations: Array.from(
          { length: operations },
          (_, i) => toTestOperation(id, { operation_id: String(i) }),
        ),
      });
    }
    await body(data, `${data}/store.duckdb`);
  });
}

async function count(path: string, sql: string): Promise<unknown> {
  using store = await Store.open(path);
  return (await store.rows(`SELECT count(*) AS n FROM ${sql}`)).rows[0]?.n;
}

test.each(
  [
    ["emptied", "operations.csv", () => new Uint8Array()],
    ["without its rows", "operations.csv", (bytes) => headerOf(bytes)],
    ["cut", "operations.csv", (bytes) => bytes.subarray(0, -20)],
    ["missing", "operations.csv", () => null],
    ["damaged", "tables.json", () => new TextEncoder().encode("{")],
  ] satisfies [string, string, (bytes: Uint8Array) => Uint8Array | null][],
)(
  "loadStore() reports a table that is %s",
  (_, name, change) =>
    withRecords(5, async (data, path) => {
      const file = `${data}/kv-a/a/${name}`;
      const changed = change(await Deno.readFile(file));
      if (changed === null) await Deno.remove(file);
      else await Deno.writeFile(file, changed);
      const { leftOut, loaded } = await loadStore(data, path);
      expect([loaded, leftOut.length]).toEqual([1, 1]);
      expect(leftOut[0]).toMatchObject({
        experiment: "kv-a",
        part: "a",
        code: "part-left-out",
      });
      expect(await count(path, "operations")).toBe(5);
      expect(await count(path, "warnings WHERE code = 'part-left-out'")).toBe(
        1,
      );
    }),
);

function headerOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.indexOf(10) + 1);
}

test("loadStore() reports runs that are missing in reports.json", () =>
  withRecords(5, async (data, path) => {
    const reports = `${data}/kv-a/reports.json`;
    const text = await Deno.readTextFile(reports);
    for (const broken of ["", '{"broken', "remove it"]) {
      if (broken === "remove it") await Deno.remove(reports);
      else await Deno.writeTextFile(reports, broken);
      const { leftOut } = await loadStore(data, path);
      expect(leftOut.filter(({ code }) => code === "part-left-out"))
        .toMatchObject([{
          experiment: "kv-a",
          part: "a",
          message:
            "reports.json names no run of it; restore the line, or remove the folder",
        }]);
      expect(leftOut.some(({ place }) => place === "reports.json:1")).toBe(
        broken === '{"broken',
      );
      expect(await count(path, "runs")).toBe(1);
    }
    await Deno.writeTextFile(reports, text);
    expect((await loadStore(data, path)).leftOut).toEqual([]);
    expect(await count(path, "runs")).toBe(2);
  }));

test("loadStore() leaves out invalid rows, counted by column", () =>
  withRecords(2, async (data, path) => {
    await Deno.remove(`${data}/kv-a/a/tables.json`);
    await Deno.writeTextFile(
      `${data}/kv-a/a/operations.csv`,
      [
        'a,7,PUT,"",,-5,ok,"","",,""',
        'a,8,PUT,"",,NaN,ok,"","",,""',
        'a,9,PUT,"",,1,oj,"","",,""',
        'a,9,PUT,"",infinity,1,ok,"","",,""',
        'a,9,PUT,"",,1,ok,"","",-1,""',
        'a,9,,"",,1,ok,"","",,""',
        "",
      ].join("\n"),
      { append: true },
    );
    const { leftOut, unchecked } = await loadStore(data, path);
    expect(unchecked).toBe(1);
    expect(
      leftOut.map(({ code, message, n }) => [
        code,
        /their (\w+)/.exec(message)?.[1],
        n,
      ]).sort(),
    ).toEqual([
      ["row-rejected", "bytes", 1],
      ["row-rejected", "duration_s", 2],
      ["row-rejected", "kind", 1],
      ["row-rejected", "outcome", 1],
      ["row-rejected", "started_at", 1],
    ]);
    expect(await count(path, "operations")).toBe(4);
  }));

test("loadStore() leaves out a part with a number beyond its column's range, and loads the others", () =>
  withRecords(2, async (data, path) => {
    await Deno.remove(`${data}/kv-a/a/tables.json`);
    await Deno.writeTextFile(
      `${data}/kv-a/a/operations.csv`,
      'a,7,PUT,"",,1,ok,"",10000000000000000000,""\n',
      { append: true },
    );
    const { leftOut } = await loadStore(data, path);
    expect(describeLeftOut(leftOut)[0]).toMatch(
      /^left out of the store: kv-a\/a: .*operations\.csv as it is damaged/,
    );
    expect(describeLeftOut(leftOut, "kv-b")).toEqual([]);
    expect(await count(path, "operations")).toBe(2);
  }));

test("loadStore() reports the number of missing runs of an import", () =>
  withTempFolder(async (data) => {
    const path = `${data}/store.duckdb`;
    const part = "import-x";
    await writeTestRun(data, toTestRun("r1", { part }), {
      operations: [toTestOperation("r1"), toTestOperation("r2")],
    });
    const manifest = `${data}/kv/${part}/tables.json`;
    const text = await Deno.readTextFile(manifest);
    await Deno.writeTextFile(
      manifest,
      text.replace('"runs": null', '"runs": 2'),
    );
    const { leftOut } = await loadStore(data, path);
    expect(leftOut.map(({ code, n }) => [code, n]).sort()).toEqual([
      ["missing-runs", 1],
      ["stray-rows", 1],
    ]);
    await appendRuns(`${data}/kv`, [toTestRun("r2", { part })]);
    expect((await loadStore(data, path)).leftOut).toEqual([]);
  }));

test("loadStore() rebuilds a store that was truncated anywhere", () =>
  withRecords(3000, async (data, path) => {
    await loadStore(data, path);
    const { size } = await Deno.stat(path);
    for (const left of [size - 1, size - 4096, size >> 1, 20_000, 4096, 0]) {
      await Deno.truncate(path, left);
      expect(await loadStore(data, path)).toMatchObject({ loaded: 2 });
      expect(await count(path, "operations")).toBe(6000);
      expect(await loadStore(data, path)).toMatchObject({ unchanged: 2 });
    }
  }));

test("loadStore() keeps the store in the user's folder if that of the records is read-only", () =>
  withRecords(2, async (data) => {
    const own = Deno.env.get("TMPDIR");
    Deno.env.set("TMPDIR", data);
    try {
      // Not even root may create a file there.
      const first = await loadStore(data, "/sys/loadline.duckdb");
      expect(first).toMatchObject({ loaded: 2 });
      expect(first.path).toMatch(/\/loadline-\d+\/[0-9a-f]{16}\.duckdb$/);
      expect(await count(first.path, "operations")).toBe(4);
      const again = await loadStore(data, "/sys/loadline.duckdb");
      expect(again).toMatchObject({ path: first.path, unchanged: 2 });
      await Deno.chmod(first.path.replace(/\/[^/]*$/, ""), 0o777);
      await expect(loadStore(data, "/sys/loadline.duckdb")).rejects.toThrow(
        /other users have access to it: set TMPDIR/,
      );
    } finally {
      if (own === undefined) Deno.env.delete("TMPDIR");
      else Deno.env.set("TMPDIR", own);
    }
  }));

/** Whether this process may mount a folder read-only, in a namespace of its own. */
const canMount = findProgram("unshare") !== null && Deno.uid() === 0 &&
  (await new Deno.Command("unshare", { args: ["--mount", "true"] }).output())
    .success;

/** Loads the records from another process, for which their folder is mounted read-only. */
async function loadReadOnly(data: string, own: string) {
  const { stdout, stderr } = await new Deno.Command("unshare", {
    args: [
      ...["--mount", "sh", "-c"],
      'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && exec "$2" ' +
      'run -A test/testing/store_process.ts load "$1" "$1/loadline.duckdb"',
      ...["sh", data, Deno.execPath()],
    ],
    env: { TMPDIR: own },
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (text === "") throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(text);
}

test.skipIf(!canMount)(
  "loadStore() reads records on a read-only medium: their store if it is up to date, else the user's (needs root and the package util-linux)",
  () =>
    withRecords(2, (data) =>
      withTempFolder(async (own) => {
        const path = `${data}/loadline.duckdb`;
        const without = await loadReadOnly(data, own);
        expect(without).toMatchObject({ loaded: 2 });
        expect(without.path.startsWith(`${own}/loadline-0/`)).toBe(true);
        expect(await count(without.path, "operations")).toBe(4);
        await loadStore(data, path);
        expect(await loadReadOnly(data, own))
          .toMatchObject({ path, loaded: 0, unchanged: 2 });
        // A truncated store is not up to date.
        await Deno.truncate(path, 4096);
        expect(await loadReadOnly(data, own))
          .toMatchObject({ path: without.path, unchanged: 2 });
      })),
);
