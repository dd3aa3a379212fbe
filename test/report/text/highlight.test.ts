import { expect, test, vi } from "vitest";
import { createPageHighlighter } from "../../../src/report/text/highlight.ts";

test("highlight() colours by class, escapes, and keeps the text", () => {
  const { highlight, css } = createPageHighlighter();
  const code = 'const a = "<script>"; // <b>\nawait a;';
  const html = highlight(code, "typescript");
  expect(html).toMatch(/<span class="k1">const<\/span>/);
  const text = html.replace(/<\/?span[^>]*>/g, "").replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">").replaceAll("&quot;", '"');
  expect(text).toBe(code);
  expect(css()).toMatch(/^\.k1\{color:light-dark\(#\w{6}, #\w{6}\)\}$/m);
});

test("highlight() only escapes code in an unknown language", () => {
  const { highlight, css } = createPageHighlighter();
  expect(highlight("<b>", 'x" onclick="y')).toBe("&lt;b&gt;");
  expect(css()).toBe("");
});

test("createPageHighlighter() names classes by the page's code", () => {
  const other = createPageHighlighter();
  other.highlight("1 + 'a'", "ts");
  const [one, two] = [createPageHighlighter(), createPageHighlighter()];
  expect(one.highlight("let a = 1", "ts")).toBe(
    two.highlight("let a = 1", "ts"),
  );
});

test("highlight() is independent of the speed of the machine", () => {
  const code = "const rate = (n: number) => `${n / 60} a second`; // each";
  const quiet = createPageHighlighter().highlight(code, "typescript");
  let now = Date.now();
  const clock = vi.spyOn(Date, "now").mockImplementation(() => now += 60_000);
  try {
    expect(createPageHighlighter().highlight(code, "typescript")).toBe(quiet);
  } finally {
    clock.mockRestore();
  }
});
