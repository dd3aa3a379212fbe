import { expect, test } from "vitest";
import { plainMarkdown } from "../../../src/report/text/plain_markdown.ts";

test.each([
  ["a <b>c</b>", "a &lt;b>c&lt;/b>"],
  ["`<b>` and ``a ` <i>``", "`<b>` and ``a ` <i>``"],
  ["\\`<b>`", "\\`&lt;b>`"],
  ["| `a | <img src=x> | b` |", "| `a | &lt;img src=x> | b` |"],
  ["1 < 2 and <https://example.org>", "1 < 2 and <https://example.org>"],
  ["<javascript:alert(1)>", "&lt;javascript:alert(1)>"],
  ["[x](javascript:alert(1))", "[x](#))"],
  ["[x](java&#115;cript:a)", "[x](#)"],
  ["[x](\nvbscript:a)", "[x](\n#)"],
  ["[x]: javascript:a", "[x]: #"],
  ["[x](../a_b.md) ![y](z.svg)", "[x](../a_b.md) ![y](z.svg)"],
  ["<!-- hidden -->", "&lt;!-- hidden -->"],
  ["a\u202eb\u0007 &#x202E;c&rlm; &amp;", "ab c &amp;"],
  ["`&rlm;` \\&rlm;", "`&rlm;` \\&rlm;"],
])("plainMarkdown() of %j is %j", (text, expected) => {
  expect(plainMarkdown(text)).toBe(expected);
});

test("plainMarkdown() does not change code", () => {
  const text = "a\n\n```html\n<b>\n[x](javascript:a)\n```\n\n    <i>\n\n<u>";
  expect(plainMarkdown(text)).toBe(text.replace("<u>", "&lt;u>"));
});
