import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { renderIndex } from "../../../src/report/mod.ts";
import { demoCells, failedReport, markdown, reportOf } from "../demo.ts";
import { hostileReport, liveParts } from "../hostile.ts";

const words = (element: Element | null | undefined) =>
  element?.textContent?.replace(/\s+/g, " ").trim() ?? "";

test("renderIndex() gives each report a card with question, verdict, tiles, figure and records", () => {
  const { document } = parseHTML(
    renderIndex([
      failedReport(),
      reportOf(demoCells(), { title: "Second", family: "Clusters" }),
    ]),
  );
  expect([...document.querySelectorAll("h2")].map(words)).toEqual([
    "Clusters",
    "Measurements",
  ]);
  const [whole, failed] = [...document.querySelectorAll(".reports li")];
  expect(words(failed)).toContain(
    "Incomplete. Cell 7, line 2 raised an error",
  );
  expect(words(whole)).not.toContain("Incomplete");
  expect(words(whole)).toContain("Second Does adding nodes");
  expect(words(whole?.querySelector(".said"))).toContain("12,400 operations");
  expect(whole?.querySelectorAll(".tile").length).toBe(3);
  expect(whole?.querySelectorAll(".small svg").length).toBe(1);
  expect(words(whole?.querySelector(".facts"))).toBe(
    "Real systems Simulated Imported 118 runs, 17 of them imported 2022-11-15 to 2026-05-04 Markdown",
  );
  expect(document.querySelector("h3 a")?.getAttribute("href")).toBe(
    "kv_cluster.html",
  );
  expect(words(document.querySelector("h1")?.nextElementSibling)).toBe(
    "2 reports · 118 runs, 17 of them imported · 2022-11-15 to 2026-05-04",
  );
});

test("renderIndex() says which report is made by name only", () => {
  const { document } = parseHTML(renderIndex([
    reportOf([markdown("# Look\n\nWhat is there?")], { byDefault: false }),
  ]));
  expect(words(document.querySelector(".note"))).toBe(
    "By name only. deno task report kv_cluster makes it, and no other command. Its page may be older than the records.",
  );
});

test("renderIndex() runs no code in text of records", () => {
  const html = renderIndex([hostileReport()]);
  const { document } = parseHTML(html);
  expect(liveParts(document)).toEqual(["<script>"]);
  expect(html.match(/<script/g)?.length).toBe(1);
  expect(document.querySelector("h3 a")?.getAttribute("href")).toBe("x.html");
});

test("renderIndex() has unique anchors and no skipped level of heading", () => {
  const report = reportOf(demoCells(), { family: "main" });
  const { document } = parseHTML(renderIndex([report, report]));
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(
    [...document.querySelectorAll("h1, h2, h3")].map(({ localName }) =>
      localName
    ),
  ).toEqual(["h1", "h2", "h3", "h3"]);
});

test("renderIndex() renders a page for no reports", () => {
  expect(renderIndex([])).toContain("There is no report yet.");
});
