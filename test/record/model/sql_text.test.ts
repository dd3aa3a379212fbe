import { expect, test } from "vitest";
import { sqlEnum, sqlText } from "../../../src/record/mod.ts";

test("sqlText() quotes whatever a text holds", () => {
  expect(sqlText("a'; DROP TABLE runs; --")).toBe(
    "'a''; DROP TABLE runs; --'",
  );
});

test("sqlEnum() is the type of a column with these values", () => {
  expect(sqlEnum(["push", "it's"])).toBe("ENUM('push', 'it''s')");
});
