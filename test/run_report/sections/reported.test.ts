import { expect, test } from "vitest";
import { keyOfFigure } from "../../../src/run_report/facts/recomputed.ts";
import {
  reportedSection,
  reportedText,
} from "../../../src/run_report/sections/reported.ts";
import { toTestReported } from "../../testing/records.ts";
import { toTestContent } from "../../testing/run_content.ts";

const { run_id: _, ...value } = toTestReported("r1");
const latency = { ...value, kind: "latency", unit: "s", n: 7 };
const p95 = { ...latency, statistic: "p95", value: 0.02 };
const max = { ...latency, statistic: "max", value: 0.05 };

test.each([
  [0, "B", "0 B"],
  [1191.5, "B", "1,192 B"],
  [5 * 2 ** 20, "B", "5 MiB"],
  [0.02, "s", "20 ms"],
  [0.5, "1", "50 %"],
  [1234, "", "1,234"],
])("reportedText() of %d in '%s' is %s", (number, unit, text) => {
  expect(reportedText({ ...value, value: number, unit })).toBe(text);
});

test("reportedSection() shows what Loadline recomputes beside what the tool reported", () => {
  const content = toTestContent({
    lines: { events: [], warnings: [], reported: [p95, max] },
    recomputed: new Map([
      [keyOfFigure(p95), { value: 0.025, n: 7, from: "buckets" as const }],
    ]),
  });
  const text = JSON.stringify(reportedSection(content));
  expect(text).toContain("Recomputed");
  expect(text).toContain("25 ms");
  expect(text).toContain("within which values are spread evenly");
  const alone = JSON.stringify(
    reportedSection({ ...content, recomputed: new Map() }),
  );
  expect(alone).not.toContain("Recomputed");
});
