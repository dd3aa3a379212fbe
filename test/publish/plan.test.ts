import { expect, test } from "vitest";
import { freeze } from "../../src/publish/freeze.ts";
import { planNotebooks, type PlanOptions } from "../../src/publish/plan.ts";
import { withTempFolder } from "../testing/records.ts";

/** Writes a project whose notebook `frames` runs by name only and requires the packages of `optional/danfo`. */
async function writeProject(root: string): Promise<void> {
  const metadata = { loadline: { byDefault: false, requires: ["danfo"] } };
  const files = {
    "deno.json": "{}",
    "deno.lock": "{}",
    "package.json": "{}",
    "src/mod.ts": "export {};",
    "optional/danfo/deno.lock": "one",
    "notebooks/frames.ipynb": JSON.stringify(
      { nbformat: 4, metadata, cells: [] },
    ),
    "notebooks/plain.ipynb": JSON.stringify(
      { nbformat: 4, metadata: {}, cells: [] },
    ),
    "notebooks/README.md": "",
  };
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(root + path.replace(/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(root + path, text);
  }
}

async function plan(root: string, names: readonly string[]) {
  const { planned } = await planNotebooks(names, toOptions(root));
  return planned;
}

function toOptions(root: string): PlanOptions {
  return {
    root,
    tool: root,
    notebooks: `${root}notebooks`,
    work: `${root}work`,
    overrides: {},
    digests: {},
    trusted: false,
  };
}

test("planNotebooks() selects the notebooks that run by default, or those named", () =>
  withTempFolder(async (folder) => {
    const root = `${folder}/`;
    await writeProject(root);
    const namesOf = async (...names: string[]) =>
      (await plan(root, names)).map(({ notebook }) => notebook.name);
    expect(await namesOf()).toEqual(["plain"]);
    expect(await namesOf("frames")).toEqual(["frames"]);
    expect(await namesOf("plain", "frames")).toEqual(["frames", "plain"]);
  }));

test("planNotebooks() includes the packages that a notebook requires in its key", () =>
  withTempFolder(async (folder) => {
    const root = `${folder}/`;
    await writeProject(root);
    const names = ["frames", "plain"];
    const before = await plan(root, names);
    await Deno.writeTextFile(`${root}optional/danfo/deno.lock`, "two");
    const after = await plan(root, names);
    expect(after.map(({ key }, i) => key === before[i]?.key))
      .toEqual([false, true]);
  }));

test("planNotebooks() reuses no result of a notebook that reads files which no digest covers", () =>
  withTempFolder(async (folder) => {
    const root = `${folder}/`;
    await writeProject(root);
    for (const source of ["1", 'Deno.readTextFile("x")', 'import "./y.ts"']) {
      await Deno.writeTextFile(
        `${root}notebooks/plain.ipynb`,
        JSON.stringify({
          nbformat: 4,
          metadata: {},
          cells: [{ cell_type: "code", source, metadata: {} }],
        }),
      );
      const [before] = await plan(root, ["plain"]);
      await freeze(before!.frozenPath, before!.key, {
        notebook: before!.notebook,
        cells: [],
        parameters: {},
        meanings: {},
        reads: [],
        failure: null,
      }, {});
      const [after] = await plan(root, ["plain"]);
      expect(after?.frozen !== null).toBe(source === "1");
      expect([before?.isTyped, after?.isTyped]).toEqual([
        false,
        source === "1",
      ]);
    }
  }));

test("planNotebooks() knows that the types of a notebook are right if only records have changed since it ran", () =>
  withTempFolder(async (folder) => {
    const root = `${folder}/`;
    await writeProject(root);
    const replan = async (options: Partial<PlanOptions>) => {
      const { planned } = await planNotebooks(["plain"], {
        ...toOptions(root),
        ...options,
      });
      return planned[0]!;
    };
    const { notebook, key, frozenPath } = await replan({});
    await freeze(frozenPath, key, {
      notebook,
      cells: [],
      parameters: {},
      meanings: {},
      reads: ["kv"],
      failure: null,
    }, { kv: "one" });
    const digests = { kv: "two" };
    expect(await replan({ digests })).toMatchObject({
      frozen: null,
      isTyped: true,
    });
    expect((await replan({ digests, trusted: true })).isTyped).toBe(false);
    await Deno.writeTextFile(`${root}src/mod.ts`, "export const a = 1;");
    expect((await replan({ digests })).isTyped).toBe(false);
  }));

test("planNotebooks() lists unreadable notebooks separately, if selected", () =>
  withTempFolder(async (folder) => {
    const root = `${folder}/`;
    await writeProject(root);
    const half = `${root}notebooks/half.ipynb`;
    await Deno.writeTextFile(half, '{"nbformat": 4, "cells": [');
    const outline = async (...names: string[]) => {
      const { planned, unreadable } = await planNotebooks(
        names,
        toOptions(root),
      );
      return [
        planned.map(({ notebook }) => notebook.name),
        unreadable.map(({ name }) => name),
      ];
    };
    expect(await outline()).toEqual([["plain"], ["half"]]);
    expect(await outline("half")).toEqual([[], ["half"]]);
    expect(await outline("frames")).toEqual([["frames"], []]);
  }));

test("planNotebooks() skips a notebook whose packages are missing, with the remedy", () =>
  withTempFolder(async (folder) => {
    const root = `${folder}/`;
    await writeProject(root);
    await Deno.remove(`${root}optional/danfo`, { recursive: true });
    const outline = async (...names: string[]) => {
      const { planned, skipped } = await planNotebooks(names, toOptions(root));
      return {
        planned: planned.map(({ notebook }) => notebook.name),
        skipped: skipped.map(({ name }) => name),
      };
    };
    // It does not run by default.
    expect(await outline()).toEqual({ planned: ["plain"], skipped: [] });
    expect(await outline("frames", "plain"))
      .toEqual({ planned: ["plain"], skipped: ["frames"] });
    const { skipped } = await planNotebooks(["frames"], toOptions(root));
    expect(skipped[0]?.missing).toBe(
      "it requires optional/danfo, which has no deno.lock: restore that folder, or put a package.json with its packages there, and run deno install in it",
    );
  }));
