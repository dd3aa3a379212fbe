import { expect, test } from "vitest";
import type { LoadLine } from "../../../src/analysis/recorded/load_line.ts";
import { describeRecordedLines } from "../../../src/analysis/recorded/recorded_finding.ts";
import { sureLine } from "../../../src/analysis/recorded/sure_line.ts";

const toLine = (targets: string, day: number, loads: number[]): LoadLine => ({
  configuration: { metrics_per_target: targets },
  runs: loads.map((load, i) => ({
    ...{ run_id: `${day}-${i}`, started_at: `2022-01-0${day}`, load },
    ...{ result: "passed", missed: [], unknown: [] } as const,
  })),
  line: sureLine(
    loads.map((value, i) => ({
      value,
      result: i === 0 ? "passed" : "failed",
    })),
  ),
  first: ["no OOM kill"],
});

test("describeRecordedLines() leads with the configuration that was run last", () => {
  const { markdown } = describeRecordedLines([
    toLine("1000", 1, [100, 200]),
    toLine("200", 3, [10, 20]),
    toLine("500", 4, [10]),
  ]);
  expect(markdown).toMatch(
    /^With 200 metrics per target, .*\(n = 2\), the load line lies between \*\*600\*\*/,
  );
  expect(markdown).toMatch(
    /\(a single run at this load: up to 95 % .*\*\*1,200\*\*, the lowest at which an objective broke \(no OOM kill\)/,
  );
  expect(markdown).toMatch(/other lines: between 6,000 and 12,000\.$/);
});

test("describeRecordedLines() says that there is no line", () => {
  expect(describeRecordedLines([toLine("500", 4, [10])]).markdown)
    .toBe("No configuration has a load that held and one that broke.");
});
