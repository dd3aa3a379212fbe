import { expect, test } from "vitest";
import { uncontrolledFactors } from "../../../src/analysis/overview/uncontrolled_factors.ts";
import {
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

const run = (id: string, params: Record<string, string>, options = {}) =>
  [
    toTestRun(id, {
      params: Object.entries(params).map(([key, value]) =>
        toTestParam(key, value)
      ),
      ...options,
    }),
    {},
  ] as const;

test("uncontrolledFactors() returns settings that differ within a cell, not between cells", () =>
  withTestStore([
    run("r1", { nodes: "3", image: "a", disk: "ssd" }),
    run("r2", { nodes: "3", image: "b", disk: "ssd" }),
    run("r3", { nodes: "5", image: "b", disk: "hdd" }),
  ], async (store) => {
    expect(await uncontrolledFactors(store, { by: ["nodes"] })).toEqual([
      {
        key: "image",
        label: "Image",
        cells: 1,
        of: 2,
        values: 2,
        example: "a and b",
      },
    ]);
    expect(
      await uncontrolledFactors(store, { by: ["nodes"], varies: ["image"] }),
    )
      .toEqual([]);
  }));

test("uncontrolledFactors() includes versions, environment and settings that some runs lack", () =>
  withTestStore([
    run("r1", { nodes: "3", gc: "on" }),
    run("r2", { nodes: "3" }, {
      system_version: "3.5",
      environment: { cpus: 4 },
    }),
  ], async (store) => {
    expect(await uncontrolledFactors(store, { by: ["nodes"] })).toEqual([
      {
        key: "environment.cpus",
        label: "Environment: cpus",
        cells: 1,
        of: 1,
        values: 2,
        example: "2 and 4",
      },
      {
        key: "gc",
        label: "Gc",
        cells: 1,
        of: 1,
        values: 1,
        example: "on and none",
      },
      {
        key: "system_version",
        label: "System version",
        cells: 1,
        of: 1,
        values: 2,
        example: "3.4 and 3.5",
      },
    ]);
  }));

test("uncontrolledFactors() handles keys with quotes, dots and backslashes", () =>
  withTestStore(
    ["r1", "r2"].map((id) =>
      run(id, { nodes: "3", [`it's "so"`]: id }, {
        environment: {
          [`a's "b".c\\d`]: id,
          list: [1, id],
          [`$."list"`]: 1,
          none: null,
        },
      })
    ),
    async (store) => {
      const factors = await uncontrolledFactors(store, { by: ["nodes"] });
      expect(factors.map(({ key, example }) => [key, example])).toEqual([
        [`environment.a's "b".c\\d`, "r1 and r2"],
        ["environment.list", '[1,"r1"] and [1,"r2"]'],
        [`it's "so"`, "r1 and r2"],
      ]);
      expect(await uncontrolledFactors(store, { by: [`it's "so"`] })).toEqual(
        [],
      );
    },
  ));

test("uncontrolledFactors() excludes invalid runs", () =>
  withTestStore([
    run("r1", { image: "a" }),
    run("r2", { image: "b" }, { status: "invalid" }),
  ], async (store) => {
    expect(await uncontrolledFactors(store, { by: [] })).toEqual([]);
  }));
