import { expect, test } from "vitest";
import { answer } from "../../../src/report/mod.ts";
import { cell, display, markdown, reportOf, shown } from "../demo.ts";

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

test("toReport() prefers an answer to other text, and takes its verdict as headline", () => {
  const given = answer({
    verdict: "It is.",
    tiles: [{ label: "a", value: "1" }],
  });
  const outputs = [display({ "text/plain": "p" }), shown(given)];
  const report = reportOf([cell("h", { tags: ["headline"], outputs })]);
  expect(report.headline).toBe("It is.");
  expect(report.answer?.tiles[0]?.value).toBe("1");
  const elsewhere = reportOf([cell("h", { outputs })]);
  expect([elsewhere.headline, elsewhere.answer]).toEqual(["", null]);
});
