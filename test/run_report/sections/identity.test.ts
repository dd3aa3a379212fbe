import { expect, test } from "vitest";
import { formatSetting } from "../../../src/run_report/sections/identity.ts";
import { toTestParam } from "../../testing/records.ts";

test.each([
  ["90", 90, "s", "1.5 min"],
  ["1048576", 1_048_576, "B", "1 MiB"],
  ["512", 512, "B", "512 B"],
  ["0.3", 0.3, "1", "0.3"],
  ["400", 400, "1/s", "400 1/s"],
  ["closed", null, "", "closed"],
])("formatSetting() of %s %s %s reads well", (value, number, unit, text) => {
  expect(formatSetting(toTestParam("key", value, { number, unit }))).toBe(text);
});
