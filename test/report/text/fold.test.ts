import { expect, test } from "vitest";
import {
  foldedText,
  foldTitle,
  openFold,
} from "../../../src/report/text/fold.ts";
import { plainMarkdown } from "../../../src/report/text/plain_markdown.ts";

test("foldedText() fences a text that has fences, under a title that is one line", () => {
  expect(foldedText("a `b`\nc", "x\n```\ny")).toBe(
    "````fold a b c\nx\n```\ny\n````",
  );
  expect(foldTitle("fold rsyslog.conf")).toBe("rsyslog.conf");
  expect(foldTitle("ts")).toBeNull();
});

test("openFold() escapes the title", () => {
  expect(openFold("<b>", "x")).toContain("<summary>&lt;b&gt;</summary>");
});

test("plainMarkdown() opens a folded text on GitHub, and keeps what is in it", () => {
  const text = plainMarkdown(
    `Before\n\n${foldedText("<x> conf", "<script>\n# no heading")}\n\nAfter`,
  );
  expect(text).toBe(
    "Before\n\n<details>\n<summary>&lt;x&gt; conf</summary>\n\n" +
      "```text\n<script>\n# no heading\n```\n\n</details>\n\nAfter",
  );
});
