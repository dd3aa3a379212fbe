import { expect, test } from "vitest";
import { integrityTable } from "../../../src/analysis/integrity/integrity_table.ts";

const finding = {
  ...{ run_id: "a", case_id: "c", source: "", check: "Little's law" },
  ...{ result: "fail" as const, text: "10 is not 20" },
};

test("integrityTable() counts runs by check and result, with the worst finding", () => {
  const { columns, rows } = integrityTable([finding], { caption: "Checks" });
  expect(columns.at(-1)?.label).toBe("First of the worst");
  expect(rows[0]?.map(({ text }) => text).slice(1)).toEqual([
    ...["0", "0", "1", "0", "0", "c: 10 is not 20"],
  ]);
  expect(integrityTable([finding], { caption: "", worst: false }).columns)
    .toHaveLength(columns.length - 1);
});
