import { expect, test } from "vitest";
import { readBlocks } from "../../../src/ingest/load_frame/open_tool.ts";
import { addField } from "../../../src/ingest/load_frame/tool_fields.ts";
import { unknownRun } from "../../../src/ingest/load_frame/tool_run.ts";
import { toSource } from "../../../src/ingest/mod.ts";

function read(texts: readonly string[]) {
  const file = toSource("folder/a.txt", texts.join("\n"));
  return readBlocks(file, { experiment: "x", settings: {} }, {
    blocks: texts.map((text, i) => ({ line: i + 1, text })),
    tool: "a tool",
    tell: () => ({ ...unknownRun, tool: "tool" }),
    add(context, text) {
      if (text === "") return null;
      addField(context, {
        label: "rate",
        value: text,
        kind: "throughput",
        statistic: "value",
        symbol: "1/s",
      });
      return text === "2" ? "the text ends early" : "";
    },
  });
}

test("readBlocks() makes a run of each text that holds a result", () => {
  const { runs, rows, counts } = read(["1", "", "2"]);
  expect(runs.map(({ repetition, status }) => [repetition, status]))
    .toEqual([[1, "ok"], [2, "incomplete"]]);
  expect(rows.reported.map(({ run_id, value }) => [run_id, value]))
    .toEqual(runs.map(({ run_id }, i) => [run_id, i + 1]));
  expect(rows.warnings).toMatchObject([{
    code: "cut-off",
    message: "the text ends early",
    place: "a.txt:3",
    run_id: runs[1]?.run_id,
  }]);
  expect(counts).toMatchObject({ read: 2, stored: 2, rejected: 0 });
});

test("readBlocks() refuses a file without a result", () => {
  expect(() => read([""])).toThrow(
    "folder/a.txt: holds no figures of a tool; give its whole text",
  );
});
