import { expect, test } from "vitest";
import { cleanHtml } from "../../../src/report/text/clean_html.ts";

test("cleanHtml() keeps a table and its spans", () => {
  const html =
    '<table class="x"><tr><td colspan="2" style="position:fixed">a &lt;b&gt;</td><td rowspan="0">c</td></tr></table>';
  expect(cleanHtml(html)).toBe(
    '<table><tr><td colspan="2">a &lt;b&gt;</td><td>c</td></tr></table>',
  );
});

test.each([
  ["<script>alert(1)</script>x", "x"],
  ['<img src=x onerror="alert(1)">x', "x"],
  ['<a href="javascript:alert(1)">x</a>', "x"],
  ["<style>*{}</style><iframe srcdoc='y'></iframe>x", "x"],
  ["<svg><style><img src=x onerror=alert(1)></style></svg>x", "x"],
  ["<p onclick=x()>x", "<p>x</p>"],
  ["<!-- <script> -->x", "x"],
  ["<custom-thing><b>x</custom-thing>", "<b>x</b>"],
])("cleanHtml() of %s is %s", (html, expected) => {
  expect(cleanHtml(html)).toBe(expected);
});

test("cleanHtml() returns an empty text if nothing is left", () => {
  expect(cleanHtml("<script>1</script>")).toBe("");
});
