import { expect, test } from "vitest";
import { msAt, timeAt } from "../../../src/ingest/load_frame/document.ts";

test.each([
  ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"],
  ["2026-01-02T03:04:05.678912345+02:00", "2026-01-02T01:04:05.678Z"],
  ["2026-01-02T03:04:05-0530", "2026-01-02T08:34:05.000Z"],
  // Without a zone it would be a time of the machine that imports it.
  ["2026-01-02T03:04:05", null],
  ["2026-01-02", null],
  // What `Date` would take for a day of some year.
  ["12", null],
  ["Jan 2026", null],
  ["2026-02-30T03:04:05Z", null],
  ["0001-01-01T00:00:00Z", null],
  ["", null],
])("timeAt() reads %j as %j", (text, time) => {
  expect(timeAt({ a: { at: text } }, "a/at")).toBe(time);
});

test("msAt() is NaN where there is no text", () => {
  expect(msAt({ at: 5 }, "at")).toBeNaN();
  expect(msAt(null, "at")).toBeNaN();
});
