import { expect, test } from "vitest";
import { z } from "zod";
import { Store } from "../../src/store/mod.ts";
import { toRows } from "../../src/store/rows.ts";
import { typedRows } from "../../src/store/typed_rows.ts";

const columns = {
  names: ["id", "n", "kind", "isOk", "note"],
  values: [
    ["a", "b", "c"],
    [1, -0, 2.5],
    ["task", "lrp", "task"],
    [true, false, true],
    [null, "x", null],
  ],
};

const Row = z.strictObject({
  note: z.string().nullable(),
  kind: z.enum(["task", "lrp"]),
  id: z.string(),
  n: z.number(),
  isOk: z.boolean(),
});

test("typedRows() returns what the type returns of each row, with keys in its order", () => {
  for (const type of [Row, z.object(Row.shape)]) {
    const rows = typedRows(type, columns);
    const expected = toRows(columns).map((row) => type.parse(row));
    expect(rows).toStrictEqual(expected);
    expect(rows?.map((row) => Object.keys(row)))
      .toEqual(expected.map((row) => Object.keys(row)));
  }
  expect(typedRows(Row, { names: columns.names, values: [] })).toEqual([]);
});

test.each<[string, z.ZodObject]>([
  ["a value of another type", Row.extend({ n: z.string() })],
  ["a value that may not be null", Row.extend({ note: z.string() })],
  ["another word", Row.extend({ kind: z.enum(["task"]) })],
  ["a column that is missing", Row.extend({ more: z.string().optional() })],
  ["a column too many", Row.omit({ note: true })],
  ["a format", Row.extend({ id: z.string().regex(/a/) })],
  ["whole numbers", Row.extend({ n: z.int() })],
  ["numbers above a limit", Row.extend({ n: z.number().min(0) })],
  ["a conversion", Row.extend({ n: z.coerce.number() })],
  ["a change", Row.extend({ id: z.string().transform((id) => `${id}!`) })],
  ["a default", Row.extend({ note: z.string().nullable().default("") })],
  ["a condition", Row.extend({ note: z.string().nullable().refine(Boolean) })],
  ["a list", Row.extend({ id: z.array(z.string()) })],
  ["a condition on rows", Row.refine(({ n }) => n > 0)],
])("typedRows() leaves it to the type: %s", (_, type) => {
  expect(typedRows(type, columns)).toBeNull();
});

test("typedRows() leaves NaN and infinity to the type, which refuses them", async () => {
  const type = z.strictObject({ n: z.number() });
  for (const value of [NaN, Infinity]) {
    const result = { names: ["n"], values: [[1, value]] };
    expect(typedRows(type, result)).toBeNull();
    using store = new Store({
      read: () => Promise.resolve(result),
      close: () => {},
    });
    await expect(store.query(type, "SELECT n")).rejects
      .toThrow("Cannot read column 'n' of the query as its type says: row 2");
  }
});
