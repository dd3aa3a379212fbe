import { expect, test } from "vitest";
import { z } from "zod";
import {
  columns,
  findMisfit,
  type SqlType,
  tableNames,
  tables,
} from "../../../src/record/mod.ts";

/** Valid value of each SQL type; `tried` holds values of all kinds. */
const valid: Readonly<Record<SqlType, unknown>> = {
  VARCHAR: "x",
  DOUBLE: 0.5,
  BIGINT: 1,
  BOOLEAN: true,
  TIMESTAMP: "2026-01-02T03:04:05Z",
  JSON: "{}",
};
const tried = [
  null,
  "",
  "x",
  "ok",
  "oj",
  "[]",
  '{"a": 1}',
  true,
  0,
  1,
  -5,
  0.5,
  NaN,
  Infinity,
  -Infinity,
  2 ** 53 - 1,
  2 ** 53,
  1e30,
  "2026-02-29T00:00:00Z",
  "2024-02-29T00:00:00.123456Z",
  "2026-01-02T24:00:00Z",
  "2026-01-02T03:04Z",
  "2026-01-02T03:04:05+01:00",
  "+010000-01-01T00:00:00Z",
  "infinity",
];

test.each(tableNames)(
  "findMisfit() agrees with the model on every value of %s",
  (table) => {
    const row: Record<string, unknown> = Object.fromEntries(
      columns[table].map(({ name, type, options }) => [
        name,
        options?.[0] ?? valid[type],
      ]),
    );
    const schema: z.ZodType = tables[table];
    expect(findMisfit(table, row)).toBeNull();
    for (const column of Object.keys(row)) {
      for (const value of tried) {
        const changed = { ...row, [column]: value };
        const fits = schema.safeParse(changed).success;
        const misfit = findMisfit(table, changed);
        expect([column, value, misfit === null]).toEqual([column, value, fits]);
        if (misfit === null) continue;
        expect(misfit.column).toBe(column);
        expect(misfit.nullable).toBe(
          schema.safeParse({ ...row, [column]: null }).success,
        );
      }
    }
  },
);

test("findMisfit() describes the problem", () => {
  const sample = {
    run_id: "r1",
    source: "",
    metric: "cpu",
    unit: "1",
    at: "2026-02-29T00:00:00Z",
    value: 1,
  };
  expect(findMisfit("samples", sample)?.problem).toBe(
    "is '2026-02-29T00:00:00Z', not a day of the calendar",
  );
  const infinite = { ...sample, at: null, value: Infinity };
  expect(findMisfit("samples", infinite)).toEqual({
    column: "value",
    problem: "is Infinity, not a finite number",
    nullable: false,
  });
  const long = { ...sample, at: null, metric: "x".repeat(3e6) };
  expect(findMisfit("samples", long)?.problem).toMatch(/has 3000000 char/);
});
