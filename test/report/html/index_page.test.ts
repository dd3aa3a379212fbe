import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { renderIndex } from "../../../src/report/mod.ts";
import { demoCells, failedReport, reportOf } from "../demo.ts";
import { hostileReport, liveParts } from "../hostile.ts";

test("renderIndex() lists title, question, headline and failure, in the order given", () => {
  const { document } = parseHTML(
    renderIndex([failedReport(), reportOf(demoCells(), { title: "Second" })]),
  );
  const [failed, whole] = [...document.querySelectorAll(".reports li")]
    .map((item) => item.textContent?.replace(/\s+/g, " ") ?? "");
  expect(failed).toContain("Incomplete. Cell 7, line 2 raised an error");
  expect(whole).not.toContain("Incomplete");
  expect(whole).toContain("Second Does adding nodes");
  expect(whole).toContain("12,400 operations a second");
  expect(whole).toContain("Simulated results · Imported results · Markdown");
  expect(document.querySelector("h2 a")?.getAttribute("href")).toBe(
    "kv_cluster.html",
  );
});

test("renderIndex() runs no code in text of records", () => {
  const html = renderIndex([hostileReport()]);
  const { document } = parseHTML(html);
  expect(liveParts(document)).toEqual(["<script>"]);
  expect(html.match(/<script/g)?.length).toBe(1);
  expect(document.querySelector("h2 a")?.getAttribute("href")).toBe("x.html");
});

test("renderIndex() renders a page for no reports", () => {
  expect(renderIndex([])).toContain("There is no report yet.");
});
