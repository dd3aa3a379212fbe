import { expect, test } from "vitest";
import { sqlEnum, sqlText, sqlWord } from "../../../src/record/mod.ts";

test("sqlText() quotes whatever a text holds", () => {
  expect(sqlText("a'; DROP TABLE runs; --")).toBe(
    "'a''; DROP TABLE runs; --'",
  );
});

test("sqlEnum() is the type of a column with these values", () => {
  expect(sqlEnum(["push", "it's"])).toBe("ENUM('push', 'it''s')");
});

test("sqlWord() is a value of an enumeration of its own", () => {
  expect(sqlWord("it's")).toBe("CAST('it''s' AS ENUM('it''s'))");
});
