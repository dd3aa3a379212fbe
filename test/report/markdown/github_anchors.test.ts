import { expect, test } from "vitest";
import { githubAnchors } from "../../../src/report/markdown/github_anchors.ts";
import { markdown, textOf } from "../../../src/report/text/prose.ts";

test("githubAnchors() names headings as GitHub does", () => {
  const text = `# Cluster faults: what's up?

## Pre-vote on *beside* off

## The \`p99_seconds\`, in ms

## Pre-vote on beside off

\`\`\`
# no heading
\`\`\`
`;
  expect(githubAnchors(text)).toEqual([
    { text: "Cluster faults: what's up?", id: "cluster-faults-whats-up" },
    { text: "Pre-vote on beside off", id: "pre-vote-on-beside-off" },
    { text: "The p99_seconds, in ms", id: "the-p99_seconds-in-ms" },
    { text: "Pre-vote on beside off", id: "pre-vote-on-beside-off-1" },
  ]);
});

test("githubAnchors() reads headings as they are read with the text around them", () => {
  const text = [
    "# A [link][there], *and* <b>text</b> &amp; `code`",
    "| a | b |\n| - | - |\n| # no | **heading** |",
    "Set with a line\nbelow it\n---",
    "> [!NOTE]\n> ## In a note",
    "> # [!TIP]",
    "- ### In a list ![picture](x.png)",
    "[there]: https://example.com",
    "## \\# escaped \\_ [missing][nowhere]",
  ].join("\n\n");
  const tokens = markdown.parse(text, {});
  const words = tokens.flatMap(({ type }, i) => {
    const inline = tokens[i + 1];
    return type === "heading_open" && inline ? [textOf(inline)] : [];
  });
  expect(words).toHaveLength(6);
  expect(githubAnchors(text).map((heading) => heading.text)).toEqual(words);
});
