import { parseHTML } from "linkedom";
import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import { renderReadme } from "../../../src/report/mod.ts";
import { demoCells, markdown, reportOf } from "../demo.ts";
import { hostileReport, liveParts } from "../hostile.ts";

test("renderReadme() of two reports equals the committed file", async () => {
  const look = reportOf([markdown("# Look\n\nWhat is there?")], {
    name: "look",
    title: "Look",
    byDefault: false,
    from: {
      ...reportOf([]).provenance,
      records: [],
    },
  });
  await expect(
    renderReadme([look, reportOf(demoCells(), { family: "Clusters" })]),
  ).toMatchFileSnapshot("../../golden/report/README.md");
});

test("renderReadme() is harmless even in a viewer that renders raw HTML", () => {
  const careless = new MarkdownIt({ html: true });
  careless.validateLink = () => true;
  const html = careless.render(renderReadme([hostileReport()]));
  const { document } = parseHTML(`<body>${html}</body>`);
  expect(liveParts(document)).toEqual([]);
});

test("renderReadme() renders a page for no reports", () => {
  expect(renderReadme([])).toBe("# Reports\n\nThere is no report yet.\n");
});
