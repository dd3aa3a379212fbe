import { expect, test } from "vitest";
import type { Execution } from "../../src/notebook/mod.ts";
import {
  digestCode,
  freeze,
  type FreezeInput,
  freezeKey,
  readFrozen,
  selectDigests,
} from "../../src/publish/freeze.ts";
import { withTempFolder } from "../testing/records.ts";

function toExecution(options: Partial<Execution> = {}): Execution {
  return {
    notebook: {
      name: "small",
      title: "Small",
      byDefault: true,
      requires: [],
      family: "",
      cells: [],
    },
    cells: [],
    parameters: { rate: 3 },
    meanings: { rate: "Operations a second." },
    reads: ["kv"],
    failure: null,
    ...options,
  };
}

const digests = { kv: "k1", monitoring: "m1" };

/** Freezes an execution and thaws it with these digests. */
async function thawAfter(
  now: Record<string, string>,
  options: Partial<Execution> = {},
): Promise<Execution | undefined> {
  let thawed: Execution | undefined;
  await withTempFolder(async (folder) => {
    const path = `${folder}/frozen/small.json`;
    await freeze(path, "key", toExecution(options), digests);
    thawed = await readFrozen(path, "key", now);
  });
  return thawed;
}

test("readFrozen() returns the execution if nothing has changed", async () => {
  expect(await thawAfter({ monitoring: "m1", kv: "k1" }))
    .toEqual(toExecution());
});

test("readFrozen() returns every kind of output", async () => {
  const source = { kind: "code", source: "1", tags: ["headline"] } as const;
  const cell = { ...source, id: "a" };
  const cells = [{
    ...cell,
    status: "ok",
    outputs: [
      { type: "stream", name: "stderr", text: "shown" },
      { type: "display", data: { "text/plain": "1", "x/y+json": { a: [1] } } },
      { type: "error", name: "Error", message: "wanted", traceback: ["at"] },
    ],
  }] as const;
  const { notebook } = toExecution();
  const options = { notebook: { ...notebook, cells: [cell] }, cells };
  expect(await thawAfter(digests, options)).toEqual(toExecution(options));
});

test("readFrozen() returns undefined if a record that was read has changed", async () => {
  expect(await thawAfter({ ...digests, kv: "k2" })).toBeUndefined();
  expect(await thawAfter({ monitoring: "m1" })).toBeUndefined();
});

test("readFrozen() returns the execution if only other records have changed", async () => {
  expect(await thawAfter({ kv: "k1", monitoring: "m2" })).toBeDefined();
  expect(await thawAfter({ ...digests, added: "a1" })).toBeDefined();
  expect(await thawAfter({}, { reads: [] })).toBeDefined();
});

test("readFrozen() interprets '*' as all records", async () => {
  const reads = ["*"];
  expect(await thawAfter({ monitoring: "m1", kv: "k1" }, { reads }))
    .toBeDefined();
  expect(await thawAfter({ kv: "k1", monitoring: "m2" }, { reads }))
    .toBeUndefined();
  expect(await thawAfter({ ...digests, added: "a1" }, { reads }))
    .toBeUndefined();
});

test("readFrozen() detects the first record of an experiment", async () => {
  const reads = ["added"];
  expect(await thawAfter(digests, { reads })).toBeDefined();
  expect(await thawAfter({ ...digests, added: "a1" }, { reads }))
    .toBeUndefined();
  expect(selectDigests(reads, digests)).toEqual({ added: "" });
});

test("readFrozen() returns undefined for another key, a missing file and a torn one", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/small.json`;
    expect(await readFrozen(path, "key", digests)).toBeUndefined();
    await freeze(path, "key", toExecution(), digests);
    expect(await readFrozen(path, "other", digests)).toBeUndefined();
    const whole = await Deno.readTextFile(path);
    const { records } = JSON.parse(whole);
    const torn = [0, 1, whole.length >> 1, whole.length - 1]
      .map((length) => whole.slice(0, length));
    const execution = toExecution();
    const shapes = [
      null,
      {},
      { ...execution, cells: undefined },
      { ...execution, notebook: { name: "small" } },
      { ...execution, cells: [{ kind: "code" }] },
      { ...execution, reads: "kv" },
    ].map((execution) => JSON.stringify({ key: "key", records, execution }));
    for (const text of [...torn, "null", "[]", '{"key":"key"}', ...shapes]) {
      await Deno.writeTextFile(path, text);
      expect(await readFrozen(path, "key", digests), text).toBeUndefined();
    }
    await Deno.writeTextFile(path, whole);
    expect(await readFrozen(path, "key", digests)).toBeDefined();
  }));

test("freeze() stores no failed execution and leaves no temporary file", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/frozen/small.json`;
    const failure = { reason: "error", cell: 1, line: 1, message: "" } as const;
    await freeze(path, "key", toExecution({ failure }), digests);
    expect(await readFrozen(path, "key", digests)).toBeUndefined();
    await freeze(path, "key", toExecution(), digests);
    const names = [...Deno.readDirSync(`${folder}/frozen`)]
      .map(({ name }) => name);
    expect(names).toEqual(["small.json"]);
  }));

test("freezeKey() depends on notebook, overrides and code, not on the order of overrides", () => {
  const input: FreezeInput = {
    notebook: "{}",
    overrides: { a: "1", b: "2" },
    code: "c",
  };
  const key = freezeKey(input);
  expect(freezeKey({ ...input, overrides: { b: "2", a: "1" } })).toBe(key);
  for (
    const change of [
      { notebook: "{ }" },
      { overrides: { a: "1" } },
      { overrides: { a: "1", b: "3" } },
      { code: "d" },
    ]
  ) expect(freezeKey({ ...input, ...change })).not.toBe(key);
});

test("digestCode() depends on the code and its dependencies, not on the folder", () =>
  withTempFolder(async (folder) => {
    const write = async (root: string) => {
      await Deno.mkdir(`${root}src/record`, { recursive: true });
      for (const name of ["deno.json", "deno.lock", "package.json"]) {
        await Deno.writeTextFile(root + name, "{}");
      }
      await Deno.writeTextFile(`${root}src/record/mod.ts`, "export {};");
    };
    const [one, two] = [`${folder}/one/`, `${folder}/two/`];
    await write(one);
    await write(two);
    const digestOf = (root: string) => digestCode({ root, tool: root });
    const before = await digestOf(one);
    expect(await digestOf(two)).toBe(before);
    for (const path of ["deno.json", "deno.lock", "src/record/mod.ts"]) {
      await write(two);
      await Deno.writeTextFile(two + path, "{ }");
      expect(await digestOf(two)).not.toBe(before);
    }
    await write(two);
    await Deno.rename(`${two}src/record/mod.ts`, `${two}src/record/model.ts`);
    expect(await digestOf(two)).not.toBe(before);
  }));

test("digestCode() depends on the packages of a project, and on the code of a tool that is one of them", () =>
  withTempFolder(async (folder) => {
    const root = `${folder}/`;
    const tool = `${root}node_modules/loadline/`;
    await Deno.mkdir(`${tool}src`, { recursive: true });
    await Deno.writeTextFile(`${root}package.json`, "{}");
    const digests = [await digestCode({ root, tool })];
    for (
      const path of [`${root}package-lock.json`, `${tool}src/mod.js`]
    ) {
      await Deno.writeTextFile(path, "{}");
      digests.push(await digestCode({ root, tool }));
    }
    await Deno.mkdir(`${root}src`);
    await Deno.writeTextFile(`${root}src/app.ts`, "");
    digests.push(await digestCode({ root, tool }));
    expect(new Set(digests).size).toBe(3);
    expect(digests[3]).toBe(digests[2]);
  }));
