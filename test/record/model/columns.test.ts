import { expect, test } from "vitest";
import {
  columnNames,
  columns,
  paramColumns,
  runColumns,
  tableNames,
} from "../../../src/record/mod.ts";
import { columnsOf } from "../../testing/columns.ts";

test("columns are those of the model, in order", () => {
  for (const table of tableNames) {
    expect(columnNames(table)).toEqual(columnsOf(table));
  }
});

test("columns have the types and limits of the model", () => {
  const find = (name: string) =>
    tableNames.flatMap((table) => columns[table])
      .find((column) => column.name === name);
  const none = { nullable: false, min: null, options: null };
  expect(find("run_id")).toEqual({ ...none, name: "run_id", type: "VARCHAR" });
  expect(find("struck")).toEqual({ ...none, name: "struck", type: "BOOLEAN" });
  expect(find("data")).toEqual({ ...none, name: "data", type: "JSON" });
  expect(find("position")).toEqual({
    ...{ ...none, name: "position" },
    type: "BIGINT",
  });
  expect(find("duration_s")).toEqual({
    ...{ ...none, name: "duration_s", type: "DOUBLE" },
    ...{ nullable: true, min: 0 },
  });
  expect(find("started_at")).toMatchObject({
    type: "TIMESTAMP",
    nullable: true,
  });
  expect(find("outcome")?.options).toContain("unfinished");
});

test("runs and params have columns for the store", () => {
  const types = new Map(runColumns.map(({ name, type }) => [name, type]));
  expect(types.get("environment")).toBe("JSON");
  expect(types.get("objectives")).toBe("JSON");
  expect(types.has("params")).toBe(false);
  expect(paramColumns.map(({ type }) => type)).toEqual([
    "VARCHAR",
    "VARCHAR",
    "DOUBLE",
    "VARCHAR",
    "VARCHAR",
    "BIGINT",
  ]);
});
