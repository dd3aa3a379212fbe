import { createHash } from "node:crypto";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { column, renderHtml, table } from "../../../src/report/mod.ts";
import { cell, reportOf, shown } from "../demo.ts";

/** Opens a report of one table and runs its script. */
function openReport() {
  const rows = [
    { name: "b", value: 10 },
    { name: "c", value: null },
    { name: "a", value: 9 },
  ];
  const shownTable = shown(table(rows, [
    column.text("name", "name"),
    column.number("value", "value"),
  ]));
  const html = renderHtml(reportOf([cell("", { outputs: [shownTable] })]));
  const { document } = parseHTML(html);
  const script = document.querySelector("script")?.textContent ?? "";
  for (const one of document.querySelectorAll("table")) {
    // linkedom lacks tBodies, tHead and cells, which every browser has.
    const head = one.querySelector("thead");
    const cellsOf = (row: Element) =>
      Object.defineProperty(row, "cells", {
        get: () => [...row.querySelectorAll("th, td")],
      });
    for (const row of one.querySelectorAll("tr")) cellsOf(row);
    for (const part of one.querySelectorAll("thead, tbody")) {
      Object.defineProperty(part, "rows", {
        get: () => [...part.querySelectorAll("tr")],
      });
    }
    Object.defineProperty(one, "tHead", { get: () => head });
    Object.defineProperty(one, "tBodies", {
      get: () => [one.querySelector("tbody")],
    });
  }
  const stored: Record<string, string> = {};
  const run = new Function("document", "localStorage", "matchMedia", script);
  run(document, {
    getItem: (key: string) => stored[key] ?? null,
    setItem: (key: string, value: string) => stored[key] = value,
  }, () => ({ matches: false }));
  return { document, html, script, stored };
}

test("the script sorts by number, text and back, nulls last", () => {
  const { document } = openReport();
  const [byName, byValue] = document.querySelectorAll("th button");
  const names = () =>
    [...document.querySelectorAll("[data-sortable] tbody tr")]
      .map((row) => row.querySelector("td")?.textContent).join("");
  const sorts = () =>
    [...document.querySelectorAll("[data-sortable] th")]
      .map((head) => head.getAttribute("aria-sort"));
  const click = (button: Element | undefined) =>
    button?.dispatchEvent(
      new (document.defaultView as Window & typeof globalThis).Event("click"),
    );
  expect(names()).toBe("bca");
  click(byValue);
  expect([names(), sorts()]).toEqual(["abc", [null, "ascending"]]);
  click(byValue);
  expect([names(), sorts()]).toEqual(["bac", [null, "descending"]]);
  click(byName);
  expect([names(), sorts()]).toEqual(["abc", ["ascending", null]]);
  click(byName);
  click(byName);
  expect([names(), sorts()]).toEqual(["bca", [null, null]]);
});

test("the script toggles the theme and stores the choice", () => {
  const { document, stored } = openReport();
  const toggle = document.querySelector("#theme");
  expect(toggle?.textContent).toBe("Dark theme");
  toggle?.dispatchEvent(
    new (document.defaultView as Window & typeof globalThis).Event("click"),
  );
  expect(document.documentElement.getAttribute("data-theme")).toBe("dark");
  expect(toggle?.textContent).toBe("Light theme");
  expect(stored).toEqual({ "loadline-theme": "dark" });
});

test("the policy allows only this script", () => {
  const { html, script } = openReport();
  const hash = createHash("sha256").update(script).digest("base64");
  expect(html).toContain(
    `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
  );
});
