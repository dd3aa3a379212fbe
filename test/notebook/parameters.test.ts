import { expect, test } from "vitest";
import { z } from "zod";
import {
  executeNotebook,
  type Execution,
  inspectParameters,
  parameters,
} from "../../src/notebook/mod.ts";
import { makeProjectFolder, toNotebook } from "./_notebooks.ts";

const OVERRIDES = Symbol.for("loadline.overrides");

function withOverrides<T>(
  overrides: Record<string, string>,
  body: () => T,
): T {
  Reflect.set(globalThis, OVERRIDES, overrides);
  try {
    return body();
  } finally {
    Reflect.deleteProperty(globalThis, OVERRIDES);
  }
}

const schema = z.object({
  minimumRuns: z.number().int().min(1).default(3),
  system: z.string().default("etcd"),
  strict: z.boolean().default(false),
  scales: z.array(z.number()).default([10, 20]),
});

test("parameters() returns the defaults outside a kernel", () => {
  expect(parameters(schema)).toEqual({
    minimumRuns: 3,
    system: "etcd",
    strict: false,
    scales: [10, 20],
  });
});

test.each([
  [{ minimumRuns: "5" }, { minimumRuns: 5 }],
  [{ strict: "true" }, { strict: true }],
  [{ scales: "[1, 2.5]" }, { scales: [1, 2.5] }],
  // A text stays a text, even if it could be parsed as a number.
  [{ system: "3.5" }, { system: "3.5" }],
  [{ system: "null" }, { system: "null" }],
  [{ system: "" }, { system: "" }],
])("parameters() parses %o by the schema", (overrides, expected) => {
  expect(withOverrides(overrides, () => parameters(schema)))
    .toMatchObject(expected);
});

test.each([
  [
    { minimumRun: "5" },
    "only: minimumRuns (integer, at least 1, default 3), " +
    'system (string, default "etcd"), strict (boolean, default false), ' +
    "scales (array of number, default [10,20])",
  ],
  [{ toString: "5" }, "only: minimumRuns (integer, at least 1, default 3)"],
  [{ minimumRuns: "0" }, "Cannot set parameter 'minimumRuns' to '0'"],
  [{ minimumRuns: "many" }, "expected number, received string"],
])("parameters() rejects %o", (overrides, message) => {
  const read = () => withOverrides(overrides, () => parameters(schema));
  expect(read).toThrow(RangeError);
  expect(read).toThrow(message);
});

async function runNotebook(
  overrides: Record<string, string>,
  tag = "parameters",
): Promise<Execution> {
  await using folder = await makeProjectFolder();
  const source = `import { z } from "zod";
import { parameters } from "../../src/notebook/mod.ts";
const { minimumRuns } = parameters(z.object({
  minimumRuns: z.number().int().min(1).default(3),
}));
minimumRuns`;
  return await executeNotebook(toNotebook([[source, tag]]), {
    dir: folder.path,
    overrides,
  });
}

test("parameters() uses the command line's value in a notebook and reports it to the executor", async () => {
  const [given, none] = await Promise.all([
    runNotebook({ minimumRuns: "7" }),
    runNotebook({}),
  ]);
  expect(given.failure).toBeNull();
  expect(given.parameters).toEqual({ minimumRuns: 7 });
  expect(given.cells[0]?.outputs).toEqual([
    { type: "display", data: { "text/plain": "7" } },
  ]);
  expect(none.parameters).toEqual({ minimumRuns: 3 });
});

test("parameters() fails the notebook for an unknown key", async () => {
  const { failure } = await runNotebook({ minimumRun: "7" });
  expect(failure).toMatchObject({ reason: "error", cell: 1 });
  expect(failure?.message).toBe(
    "RangeError: Cannot set parameter 'minimumRun' as the notebook has only: " +
      "minimumRuns (integer, at least 1, default 3)",
  );
});

test("executeNotebook() fails for an override that no cell uses", async () => {
  expect((await runNotebook({ minimumRuns: "7" }, "other")).failure).toEqual({
    reason: "error",
    cell: 0,
    line: 0,
    message:
      "Cannot set 'minimumRuns' as the notebook has no cell tagged 'parameters'",
  });
  await using folder = await makeProjectFolder();
  const { failure } = await executeNotebook(
    toNotebook([["const minimumRuns = 3;", "parameters"]]),
    { dir: folder.path, overrides: { minimumRuns: "7" } },
  );
  expect(failure).toMatchObject({ cell: 1 });
  expect(failure?.message).toContain("calls no parameters()");
});

test("inspectParameters() lists what a notebook declares, and runs no cell behind it", async () => {
  await using folder = await makeProjectFolder();
  const declared = `import { z } from "zod";
import { parameters } from "../../src/notebook/mod.ts";
const { share, mode } = parameters(z.object({
  /** Share of the runs,
   * 1 = 100 %. */
  share: z.number().positive().max(1).optional(),
  mode: z.enum(["fast", "sure"]),
}));`;
  const { path: dir } = folder;
  expect(
    await inspectParameters(
      toNotebook([[declared, "parameters"], "throw new Error()"]),
      { dir },
    ),
  ).toEqual([
    {
      name: "share",
      type: "number, above 0, at most 1, optional",
      comment: "Share of the runs, 1 = 100 %.",
    },
    { name: "mode", type: '"fast" or "sure", required', comment: "" },
  ]);
  expect(await inspectParameters(toNotebook(["1"]), { dir })).toEqual([]);
  await expect(
    inspectParameters(toNotebook([["throw new Error('x')", "parameters"]]), {
      dir,
    }),
  ).rejects.toThrow("as a cell fails: Error: x");
});
