import { expect, test } from "vitest";
import { splitLead } from "../../../src/report/document/normalise.ts";
import { cell, display, markdown, reportOf } from "../demo.ts";

test("splitLead() removes the title and splits off the first paragraph", () => {
  expect(splitLead("# T\n\nWhat is *it*\nabout?\n\nMore.\n\n## Next")).toEqual({
    question: "What is *it*\nabout?",
    rest: "More.\n\n## Next",
  });
  expect(splitLead("Question\n===\n\nWhy?")).toEqual({
    question: "Why?",
    rest: "",
  });
  expect(splitLead("# T\n\n## S\n\nNo question.")).toEqual({
    question: "",
    rest: "## S\n\nNo question.",
  });
  expect(splitLead("```\n# T\n```").question).toBe("");
});

test("toReport() takes the headline from the Markdown of the tagged code cell", () => {
  const outputs = [
    { type: "stream", name: "stdout", text: "x" } as const,
    display({ "text/plain": "p", "text/markdown": " **12** \n" }),
  ];
  const report = reportOf([cell("h", { tags: ["headline"], outputs })]);
  expect(report.headline).toBe("**12**");
});

test("toReport() escapes a headline that is plain text, without its quotes", () => {
  const headline = (plain: string) =>
    reportOf([
      cell("h", {
        tags: ["headline"],
        outputs: [display({ "text/plain": plain })],
      }),
    ]).headline;
  expect(headline('"The *load* \\"line\\""')).toBe('The \\*load\\* "line"');
  expect(headline("# 1 <b>")).toBe("\\# 1 &lt;b>");
});

test("toReport() takes a headline from a markdown cell, and its question from another", () => {
  const report = reportOf([
    markdown("So it is.", ["headline"]),
    markdown("# T\n\nIs it?"),
  ]);
  expect(report.headline).toBe("So it is.");
  expect(report.question).toBe("Is it?");
  expect(reportOf([]).question).toBe("");
});
