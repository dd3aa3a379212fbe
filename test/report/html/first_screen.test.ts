import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { answer, renderHtml } from "../../../src/report/mod.ts";
import { cell, demoCells, markdown, reportOf, shown } from "../demo.ts";
import { HOSTILE, liveParts } from "../hostile.ts";

const open = (...args: Parameters<typeof reportOf>) =>
  parseHTML(renderHtml(reportOf(...args))).document;
const words = (element: Element | null | undefined) =>
  element?.textContent?.replace(/\s+/g, " ").trim();

test("the first screen gives question, verdict, tiles, limits and the lead figure, in this order", () => {
  const document = open(demoCells());
  const first = document.querySelector(".first");
  expect(
    [...first?.children ?? []].map(({ className, localName }) =>
      className || localName
    ),
  ).toEqual(["h1", "question", "verdict", "tiles", "limits", "figure"]);
  expect(words(first?.querySelector(".tile"))).toBe(
    "Load line, 3 nodes✓ 12,400 1/s95 % interval 11,900 to 12,800n = 3 runs",
  );
  expect(first?.querySelector(".tile .symbol")?.getAttribute("aria-label"))
    .toBe("good");
  expect(
    [...first?.querySelectorAll(".tile") ?? []].map((tile) =>
      tile.querySelector(".symbol")?.textContent ?? ""
    ),
  ).toEqual(["✓", "✗", "?", ""]);
  expect(document.querySelectorAll("figure").length).toBe(3);
});

test("a number of a tile stays on one line with its unit", () => {
  const outputs = [shown(answer({
    verdict: "x",
    tiles: [{ label: "within 2 s", value: "5", interval: "8.7 % of 3 runs" }],
  }))];
  const document = open([cell("", { tags: ["headline"], outputs })]);
  const tile = document.querySelector(".tile");
  expect(tile?.querySelector("dt")?.textContent).toBe("within 2\u00a0s");
  expect(tile?.lastElementChild?.textContent).toBe("8.7\u00a0% of 3 runs");
});

test("a limit links to its heading, to the provenance, or to nothing", () => {
  const document = open(demoCells());
  expect([...document.querySelectorAll(".limits .chip")].map((chip) => [
    words(chip),
    chip.getAttribute("href"),
  ])).toEqual([
    ["Simulated results", "#provenance"],
    ["Imported results", "#provenance"],
    ["closed loop", "#latency"],
    ["one machine", null],
  ]);
});

test("a notebook without an answer shows its headline as a box of text", () => {
  const document = open([markdown("So it is.", ["headline"])]);
  expect(words(document.querySelector(".first .headline"))).toBe(
    "Result So it is.",
  );
  expect(document.querySelector(".tiles, .verdict")).toBeNull();
});

test("an answer runs no code in text of records", () => {
  for (const text of HOSTILE) {
    const part = text.slice(0, 28);
    const outputs = [shown(answer({
      verdict: text,
      tiles: [{
        label: part,
        value: part,
        unit: part,
        interval: part,
        n: part,
      }],
      limits: [{ label: part, heading: text }],
    }))];
    const cells = [cell("", { tags: ["headline"], outputs })];
    const document = open(cells, { title: `${part}: is it ${text}?` });
    expect(liveParts(document)).toEqual(["<script>"]);
    expect(words(document.querySelector(".tile dt"))).toBe(
      part.replace(/\s+/g, " ").trim(),
    );
  }
});

test("every section, figure and table has a link to itself", () => {
  const document = open(demoCells());
  for (
    const heading of document.querySelectorAll(
      "h2, h3, figcaption, .table-box[id] > .caption",
    )
  ) {
    const link = heading.querySelector("a.anchor");
    expect(link?.getAttribute("aria-label")).toMatch(/^Link to /);
    const id = link?.getAttribute("href")?.slice(1) ?? "";
    expect(document.getElementById(id)?.contains(heading)).toBe(true);
  }
});
