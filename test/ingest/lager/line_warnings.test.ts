import { expect, test } from "vitest";
import { warningCollector } from "../../../src/ingest/lager/line_warnings.ts";
import { Warning } from "../../../src/record/mod.ts";

test("warningCollector() keeps one warning for each message, with the place of the first", () => {
  const warn = warningCollector("r");
  const at = (folder: string, line: number) => ({
    ...{ log: { folder, name: "bbs.log" }, line, text: "" },
  });
  warn("unused-line", "line tells no stage", at("z1", 3));
  warn("unused-line", "line tells no stage", at("", 9));
  warn("torn-line", "a line is torn", at("", 4), 2);
  warn.count("repeated-stage", "told again", 5);
  warn.count("nameless-stage", "of nothing", 0);
  const warnings = warn.all("logs").map((row) => Warning.parse(row));
  expect(warnings.map(({ code, place, n }) => [code, place, n])).toEqual([
    ["unused-line", "z1/bbs.log:3", 2],
    ["torn-line", "bbs.log:4", 2],
    ["repeated-stage", "logs", 5],
  ]);
});
