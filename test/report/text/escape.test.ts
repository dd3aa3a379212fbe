import { expect, test } from "vitest";
import MarkdownIt from "markdown-it";
import {
  codeSpan,
  escapeHtml,
  escapeMarkdown,
  escapeParagraph,
  fenced,
  plainText,
} from "../../../src/report/mod.ts";

const hostile = [
  "<script>alert(1)</script>",
  "](javascript:alert(1))",
  "| pipe",
  '"><img src=x onerror=alert(1)>',
  "**bold** _it_ ~~no~~ `code` [a](b) ![c](d)",
  "&lt;b&gt; &amp; &#60;",
  "\\* \\",
  "# no heading",
  "1. no list",
  "- no list",
  "> no quote",
  "snake_case_name _lead trail_",
  "<https://example.org>",
];

// An independent parser: CommonMark with raw HTML, like the least strict viewer.
function textOf(markdown: string): string {
  const html = new MarkdownIt({ html: true }).render(markdown);
  expect(html).toMatch(/^<p>[^<]*<\/p>\n$/);
  return html.slice(3, -5).replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

test.each(hostile)("escapeParagraph() renders as its text: %s", (text) => {
  expect(textOf(escapeParagraph(text))).toBe(text);
});

test.each(hostile)(
  "escapeMarkdown() renders as its text in a table: %s",
  (text) => {
    const html = new MarkdownIt({ html: true })
      .render(`| a | b |\n| - | - |\n| ${escapeMarkdown(text)} | end |`);
    const [, cell] = /<tbody>\n<tr>\n<td>([^<]*)<\/td>\n<td>end<\/td>/
      .exec(html) ?? [];
    const read = (cell ?? "").replaceAll("&lt;", "<").replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"').replaceAll("&amp;", "&");
    expect(read).toBe(text);
  },
);

test("escapeMarkdown() keeps an underscore inside a word and joins lines", () => {
  expect(escapeMarkdown("p99_seconds\nby _node_")).toBe(
    "p99_seconds by \\_node\\_",
  );
});

test("escapeHtml() escapes for content and attributes", () => {
  expect(escapeHtml(`<a href="x" b='y'>&`)).toBe(
    "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;",
  );
});

test("plainText() removes terminal colours, control characters and bidirectional marks", () => {
  expect(plainText("\u001b[31mred\u001b[0m\u0000 a\u202eb\r\nc\td"))
    .toBe("red ab\nc\td");
});

test("fenced() uses a longer fence than any in the text", () => {
  expect(fenced("```\n<b>\n````")).toBe("`````text\n```\n<b>\n````\n`````");
});

test("codeSpan() returns escaped text if backticks or pipes would end it", () => {
  expect(codeSpan("a`b")).toBe("a\\`b");
  expect(codeSpan("a b")).toBe("`a b`");
});

test("escapeHtml() treats every character alike, alone and among others", () => {
  const names: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  const characters = Array.from(
    { length: 0x3000 },
    (_, code) => String.fromCharCode(code),
  );
  const expected = characters.map((character) =>
    names[character] ?? plainText(character)
  );
  expect(characters.map(escapeHtml)).toEqual(expected);
  expect(characters.map((character) => escapeHtml(`a ${character}=1.`)))
    .toEqual(expected.map((text) => `a ${text}=1.`));
});
