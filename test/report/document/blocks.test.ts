import { expect, test } from "vitest";
import { toContent } from "../../../src/report/document/blocks.ts";
import { describeFailure } from "../../../src/report/document/labels.ts";
import {
  cell,
  demoCells,
  display,
  failedReport,
  figure,
  markdown,
  reportOf,
  shown,
} from "../demo.ts";
import { table } from "../../../src/report/mod.ts";

const svg = '<svg viewBox="0 0 1 1"/>';

test("toContent() numbers tables and figures separately, with unique slugs", () => {
  const outputs = [
    figure("Latency", "", svg),
    shown(table([], [])),
    figure("Latency", "", svg),
    figure("../../etc", "", svg),
    display({ "image/svg+xml": svg }),
  ];
  const blocks = toContent(reportOf([cell("", { outputs })])).blocks;
  expect(blocks.map((block) => "number" in block && [block.number, block.slug]))
    .toEqual([
      [1, "latency"],
      [1, "table-1"],
      [2, "latency-2"],
      [3, "etc"],
      [4, "figure-4"],
    ]);
});

test("toContent() omits the headline, hidden code and hidden output", () => {
  const outputs = [display({ "text/plain": "shown" })];
  const { blocks } = toContent(reportOf([
    markdown("# T\n\nQ?"),
    cell("a", { tags: ["hide-input"], outputs }),
    cell("b", { tags: ["hide-output"], outputs }),
    cell("c", { tags: ["headline", "hide-input"], outputs }),
    cell("d", { kind: "raw" }),
  ]));
  expect(blocks.map((block) => [
    block.kind,
    "text" in block ? block.text : "source" in block && block.source,
  ])).toEqual([["text", "shown"], ["code", "b"]]);
});

test("toContent() merges the pieces of a stream, as a terminal shows them", () => {
  const stream = (name: "stdout" | "stderr", text: string) =>
    ({ type: "stream", name, text }) as const;
  const outputs = [
    stream("stdout", "1 %\r"),
    stream("stdout", "2 %\r\nok\n"),
    stream("stderr", "\u001b[31mbad\u001b[39m\n"),
    stream("stdout", "\n"),
    stream("stdout", "x".repeat(30_000)),
  ];
  const texts = toContent(reportOf([cell("", { outputs })])).blocks
    .flatMap((block) => block.kind === "stream" ? [block.text] : []);
  expect(texts.slice(0, 2)).toEqual(["2 %\nok", "bad"]);
  expect(texts[2]).toMatch(/x\n… 100\d\d characters left out …\nx/);
});

test("toContent() of a failed report ends at the failed cell", () => {
  const blocks = toContent(failedReport()).blocks;
  expect(blocks.slice(-3)).toEqual([
    { kind: "code", cell: 7, source: "plotLatency(cases)", failed: true },
    {
      kind: "error",
      cell: 7,
      name: "RangeError",
      message: "Cannot fit scaling as it needs three loads: 2",
      expected: false,
    },
    { kind: "left out", from: 8, to: 9 },
  ]);
});

test("toContent() adds the reason of a failed cell without an error output", () => {
  const cells = demoCells().map((one) => ({
    ...one,
    outputs: [],
    status: "not run" as const,
  }));
  const failure = {
    reason: "types",
    cell: 2,
    line: 4,
    message: "'cases' is not defined",
  } as const;
  const report = reportOf(cells, { failure });
  expect(toContent(report).blocks.map(({ kind }) => kind)).toEqual([
    "prose",
    "code",
    "error",
    "left out",
  ]);
  expect(describeFailure(report.execution)).toBe(
    "Cell 2, line 4 does not pass the type check: 'cases' is not defined",
  );
});

test("toContent() omits all cells if the failure is of no cell and none ran", () => {
  const cells = demoCells().map((one) => ({
    ...one,
    outputs: [],
    status: "not run" as const,
  }));
  const failure = {
    reason: "kernel died",
    cell: 0,
    line: 0,
    message: "exit code 133",
  } as const;
  const report = reportOf(cells, { failure });
  expect(toContent(report).blocks.at(-1)).toEqual({
    kind: "left out",
    from: 1,
    to: 9,
  });
  expect(describeFailure(report.execution)).toBe(
    "The notebook ended the kernel: exit code 133",
  );
});

test("toContent() takes the first figure of the lead cell apart, as figure 1", () => {
  const outputs = [
    figure("Second", "", svg),
    shown(table([], [])),
    figure("Third", "", svg),
  ];
  const { lead, blocks } = toContent(reportOf([
    cell("", { outputs: [figure("First", "", svg)] }),
    cell("", { tags: ["lead", "hide-input"], outputs }),
  ]));
  expect([lead?.title, lead?.number]).toEqual(["Second", 1]);
  expect(blocks.map((block) => "title" in block && [block.title, block.number]))
    .toEqual([["First", 2], false, ["Third", 3]]);
});

test("toContent() has no lead figure if its cell has none, or failed", () => {
  const lead = { tags: ["lead"], outputs: [figure("F", "", svg)] };
  const content = (status: "failed" | "not run") =>
    toContent(reportOf([cell("", { ...lead, status })]));
  expect(content("failed").lead).toBeNull();
  expect(content("failed").blocks.some(({ kind }) => kind === "figure"))
    .toBe(true);
  expect(content("not run").lead).toBeNull();
  expect(toContent(reportOf([cell("", { tags: ["lead"] })])).lead).toBeNull();
});

test("toContent() gives the prose under the title a heading, unless it has one", () => {
  const first = (source: string) =>
    toContent(reportOf([markdown(source)])).blocks;
  expect(first("# T\n\nIs it? It is asked.\n\nMore.")).toEqual([{
    kind: "prose",
    text: "## What was asked, and how\n\nIt is asked.\n\nMore.",
  }]);
  expect(first("# T\n\nIs it?\n\n## How")).toEqual([
    { kind: "prose", text: "## How" },
  ]);
  expect(first("# T\n\nIs it?")).toEqual([]);
});
