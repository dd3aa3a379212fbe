import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { column, renderHtml, table } from "../../../src/report/mod.ts";
import {
  cell,
  demoCells,
  display,
  failedReport,
  markdown,
  reportOf,
  shown,
} from "../demo.ts";
import {
  HIDDEN,
  hiddenMarks,
  HOSTILE,
  hostileReport,
  liveParts,
} from "../hostile.ts";

const golden = "../../golden/report";

test("renderHtml() of the demonstration equals the committed file", async () => {
  await expect(renderHtml(reportOf(demoCells())))
    .toMatchFileSnapshot(`${golden}/kv_cluster.html`);
});

test("renderHtml() of a failed report states the failure at the top", async () => {
  const html = renderHtml(failedReport());
  const { document } = parseHTML(html);
  const first = document.querySelector("main h1")?.nextElementSibling;
  expect(first?.className).toBe("callout caution");
  expect(first?.textContent).toContain("Cell 7, line 2 raised an error");
  const target = first?.querySelector("a")?.getAttribute("href") ?? "";
  expect(document.querySelector(target)?.hasAttribute("open")).toBe(true);
  await expect(html).toMatchFileSnapshot(`${golden}/failed.html`);
});

test("renderHtml() is deterministic and refers to no other file", () => {
  const report = reportOf(demoCells());
  const html = renderHtml(report);
  expect(renderHtml(report)).toBe(html);
  expect(html.length).toBeLessThan(100_000);
  expect(html).not.toMatch(/<link|@import|src="(?!data:)|url\((?!#)/);
});

test("renderHtml() runs and loads nothing in text of records", () => {
  const html = renderHtml(hostileReport());
  const { document } = parseHTML(html);
  expect(liveParts(document)).toEqual(["<script>"]);
  expect(document.querySelectorAll("img, svg [src]").length).toBe(0);
  expect(html.match(/<script/g)?.length).toBe(1);
  expect(html.match(/<style/g)?.length).toBe(1);
});

test("renderHtml() shows hostile text as text", () => {
  const { document } = parseHTML(renderHtml(hostileReport()));
  const streams = [...document.querySelectorAll("pre.stderr")]
    .map((pre) => pre.textContent);
  expect(streams).toEqual(HOSTILE);
  const labels = [...document.querySelectorAll("th")]
    .map((head) => head.textContent);
  for (const text of HOSTILE) expect(labels).toContain(text);
});

test("renderHtml() contains no control characters and no bidirectional marks", () => {
  const html = renderHtml(hostileReport(HIDDEN));
  expect(html).not.toMatch(hiddenMarks);
  const { document } = parseHTML(html);
  const prose = [...document.querySelectorAll("main p, main li, main h2")];
  expect(prose.map(({ textContent }) => textContent)).toContain("abc  d");
  for (const element of document.querySelectorAll("main p, main li, main h2")) {
    expect(element.textContent).not.toMatch(hiddenMarks);
  }
});

test("renderHtml() has one heading of level 1, no skipped level, and unique anchors", () => {
  const cells = [
    markdown("# T\n\nQ\n\n#### Deep\n\n# High\n\n### Three\n\n## Deep"),
    cell("x", { outputs: [display({ "text/markdown": "###### Six" })] }),
    markdown("> ## Quoted\n\n## Provenance\n\n## main"),
  ];
  const { document } = parseHTML(renderHtml(reportOf(cells)));
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .map((heading) => Number(heading.localName.slice(1)));
  expect(levels[0]).toBe(1);
  expect(levels.filter((level) => level === 1).length).toBe(1);
  for (const [at, level] of levels.entries()) {
    expect(level).toBeLessThanOrEqual((levels[at - 1] ?? 0) + 1);
  }
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    const id = link.getAttribute("href")?.slice(1) ?? "";
    expect(document.getElementById(id)).not.toBeNull();
  }
});

test("renderHtml() has language, landmarks, a skip link and a name for every scrolling box", () => {
  const { document } = parseHTML(renderHtml(reportOf(demoCells())));
  expect(document.documentElement.getAttribute("lang")).toBe("en");
  for (const part of ["header", "nav[aria-label]", "main#main", "footer"]) {
    expect(document.querySelectorAll(part).length).toBe(1);
  }
  expect(document.querySelector("body a")?.getAttribute("href")).toBe("#main");
  for (const box of document.querySelectorAll("[role=region], [role=img]")) {
    expect(box.getAttribute("aria-label")).toBeTruthy();
  }
});

test("renderHtml() renders alerts as callouts, and external pictures as links", () => {
  const text =
    "# T\n\nQ\n\n> [!WARNING]\n> Two *runs*.\n>\n> > [!NOTE]\n> > In.\n\n> [!NO]\n> plain\n\n![alt](https://example.org/x.png)";
  const { document } = parseHTML(renderHtml(reportOf([markdown(text)])));
  const [outer, inner] = document.querySelectorAll("main .callout");
  expect(outer?.querySelector(".callout-title")?.textContent).toBe("Warning");
  expect(inner?.parentElement).toBe(outer);
  expect(document.querySelector("blockquote")?.textContent).toContain("[!NO]");
  expect(document.querySelector("main p > a")?.textContent).toBe("alt");
});

test("renderHtml() links a flagged cell to a heading that comes later", () => {
  const flagged = table([{ a: "1" }], [
    column.cell("A", "left", ({ a }) => ({
      text: a,
      sort: a,
      note: "disturbed",
      see: "What to keep in mind",
    })),
  ]);
  const { document } = parseHTML(renderHtml(reportOf([
    cell("", { outputs: [shown(flagged)] }),
    markdown("## What to keep in mind"),
  ])));
  expect(document.querySelector("td a")?.getAttribute("href")).toBe(
    "#what-to-keep-in-mind",
  );
});
