import { expect, test } from "vitest";
import {
  formatClock,
  formatSetting,
  identitySection,
} from "../../../src/run_report/sections/identity.ts";
import { toTestParam } from "../../testing/records.ts";
import { toTestContent } from "../../testing/run_content.ts";

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

test("formatClock() never shows an offset without its bound", () => {
  expect(formatClock(-0.0012344, 0.0003)).toBe("-1.234 ± 0.300 ms");
  expect(formatClock(0.5, null)).toBeNull();
});

test("identitySection() shows other machines with their clocks", () => {
  const text = JSON.stringify(identitySection(toTestContent({
    machines: [{
      ...{ node: "node-0", host: "web-1", system: "Linux 6.1.0 x86_64" },
      ...{ cores: 4, memory: 8 * 2 ** 30, offset: 0.0021, bound: 0.0004 },
      ...{ last_offset: 0.0023, last_bound: 0.0005 },
    }],
  })));
  expect(text).toContain("2.100 ± 0.400 ms");
  expect(text).toContain("2.300 ± 0.500 ms");
  expect(JSON.stringify(identitySection(toTestContent()))).not.toContain(
    "other machines",
  );
});
