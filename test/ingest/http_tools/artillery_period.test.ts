import { expect, test } from "vitest";
import {
  toStatistic,
  unitOfSummary,
} from "../../../src/ingest/http_tools/artillery_period.ts";

test.each([
  ["http.response_time.2xx", "s"],
  ["vusers.session_length", "s"],
  ["browser.page.LCP.http://127.0.0.1/", "s"],
  ["browser.page.CLS.http://127.0.0.1/", ""],
  ["browser.memory_used_mb", "B"],
  ["cart_value", undefined],
  ["httpish", undefined],
])("the unit of the summary '%s' is %j", (name, unit) => {
  expect(unitOfSummary(name)?.unit).toBe(unit);
});

test("toStatistic() knows the percentiles of Artillery, and no other key", () => {
  expect(["p95", "p999", "mean", "count", "p9999"].map(toStatistic))
    .toEqual(["p95", "p99.9", "mean", null, null]);
});
