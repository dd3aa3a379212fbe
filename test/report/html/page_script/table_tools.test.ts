/** Opens a report in a browser, and filters, unfolds and saves its tables; also without the script, and on paper. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { column, renderHtml, table } from "../../../../src/report/mod.ts";
import { Browser, chromium } from "../../../testing/browser.ts";
import { cell, reportOf, shown } from "../../demo.ts";

const numbers = Array.from({ length: 50 }, (_, i) => ({ i }));
const wide = table(numbers, [
  column.text(({ i }: { readonly i: number }) => `=case ${i}`, "Case"),
  column.number(({ i }: { readonly i: number }) => 5410 + i, "Rate", {
    note: ({ i }: { readonly i: number }) => i === 0 ? "OOM" : "",
  }),
  ...Array.from(
    { length: 24 },
    (_, k) =>
      column.number(
        ({ i }: { readonly i: number }) => 1000 * i + k,
        `Value ${k}`,
        {
          detail: k > 5,
        },
      ),
  ),
], { caption: "Wide" });
const small = table([{ a: "x" }], [column.text("a", "A")], {
  caption: "Small",
});

describe.skipIf(chromium === null)(
  "a table in a browser (needs the package chromium)",
  () => {
    let browser: Browser;
    const folder = Deno.makeTempDirSync({ prefix: "loadline-page-" });
    beforeAll(async () => {
      const outputs = [shown(wide), shown(small)];
      const report = reportOf([cell("", { outputs })]);
      await Deno.writeTextFile(`${folder}/page.html`, renderHtml(report));
      browser = await Browser.start();
    });
    afterAll(async () => {
      await browser[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    });

    async function open(
      { width = 1280, scripts = true, media = "screen" } = {},
    ): Promise<void> {
      await browser.call("Emulation.setDeviceMetricsOverride", {
        width,
        height: 900,
        deviceScaleFactor: 1,
        mobile: width < 600,
      });
      await browser.call("Emulation.setScriptExecutionDisabled", {
        value: !scripts,
      });
      await browser.call("Emulation.setEmulatedMedia", { media });
      await browser.open(`file://${folder}/page.html`);
    }
    const first = 'document.querySelector(".table-box[id]")';

    test("a filter hides rows that lack its words, and counts the others", async () => {
      await open();
      const filter = (words: string) =>
        browser.evaluate(`(() => {
          const field = ${first}.querySelector("input[type=search]");
          field.value = ${JSON.stringify(words)};
          field.dispatchEvent(new Event("input"));
          return [${first}.querySelector("output").textContent, ${first}.querySelectorAll("tbody tr:not([hidden])").length];
        })()`);
      expect(await filter("CASE oom")).toEqual(["1 of 50 rows", 1]);
      expect(await filter("")).toEqual(["50 rows", 50]);
      // A short table is read at a glance.
      expect(
        await browser.evaluate(
          'document.querySelectorAll("input[type=search]").length',
        ),
      ).toBe(1);
    });

    test("a table is saved with notes of their own, numbers that are numbers, and texts that run nothing", async () => {
      await open();
      const csv = await browser.evaluate(`new Promise((resolve) => {
        URL.createObjectURL = (blob) => { resolve(blob.text()); return "#"; };
        [...${first}.querySelectorAll(".tools button")].at(-1).click();
      })`) as string;
      const lines = csv.split("\r\n");
      expect(lines[0]).toMatch(/^Case,Rate,"Rate, note",Value 0,/);
      expect(lines[1]).toMatch(/^'=case 0,5410,OOM,0,/);
      expect(lines[2]).toMatch(/^'=case 1,5411,,1000,/);
    });

    test("columns of detail are folded where they have no room, without the script as well", async () => {
      // Events of the emulation do not reach a page without scripts, but evaluation by the debugger does.
      const hidden =
        `getComputedStyle(${first}.querySelector("td.detail")).display === "none"`;
      const unfold = `${first}.querySelector(".unfold input").checked = true`;
      for (const scripts of [true, false]) {
        await open({ width: 390, scripts });
        expect(await browser.evaluate(hidden)).toBe(true);
        await browser.evaluate(unfold);
        expect(await browser.evaluate(hidden)).toBe(false);
      }
    });

    const hint = (index: number) =>
      `getComputedStyle([...document.querySelectorAll("main .table")].map((it) => it.querySelector(".fit") ?? it)[${index}], "::before").marginTop`;

    test("a table that is wider than its box says that it scrolls, and no other does", async () => {
      for (const width of [1280, 390]) {
        await open({ width, scripts: false });
        await browser.evaluate(
          `${first}.querySelector(".unfold input").checked = true`,
        );
        expect(await browser.evaluate(hint(0))).toBe("0px");
        expect(await browser.evaluate(hint(1))).toBe("-24px");
      }
    });

    test("the head of a long table and the first column stay while it scrolls", async () => {
      await open();
      const place = await browser.evaluate(`(() => {
        const box = ${first}.querySelector(".table");
        ${first}.querySelector(".unfold input").checked = true;
        box.scrollTo(200, 300);
        const outer = box.getBoundingClientRect();
        const inner = (cell) => { const at = ${first}.querySelector(cell).getBoundingClientRect(); return [at.left - outer.left, at.top - outer.top]; };
        return [box.scrollLeft, box.scrollTop, inner("th")[1], inner("tbody tr:nth-child(20) td")[0]];
      })()`);
      expect(place).toEqual([200, 300, 0, 0]);
    });

    test("paper has every column and no control", async () => {
      await open({ media: "print" });
      const displays = await browser.evaluate(
        `[".tools", ".unfold", "td.detail"].map((part) => getComputedStyle(${first}.querySelector(part)).display)`,
      );
      expect(displays).toEqual(["none", "none", "table-cell"]);
    });
  },
);
