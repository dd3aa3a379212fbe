/** Checks in a browser that the committed pages can be read: nothing is cut, no label covers another, no script needed. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Browser, chromium } from "../testing/browser.ts";

const folder = new URL("../../reports/", import.meta.url);
const pages = [...Deno.readDirSync(folder)].map(({ name }) => name)
  .filter((name) => name.endsWith(".html")).sort();

describe.skipIf(chromium === null)(
  "in a browser (needs the package chromium)",
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await Browser.start();
    });
    afterAll(async () => {
      await browser[Symbol.asyncDispose]();
    });

    async function open(
      name: string,
      { width = 1280, scripts = true } = {},
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
      await browser.open(new URL(name, folder).href);
    }

    test.each(
      pages.flatMap((name) =>
        [[name, 1280, true], [name, 390, true], [name, 390, false]] as const
      ),
    )(
      "%s hides nothing beside its boxes without a hint, at %i pixels, script %s",
      async (name, width, scripts) => {
        await open(name, { width, scripts });
        await browser.evaluate(
          'for (const it of document.querySelectorAll("details, .unfold input")) it.open = it.checked = true',
        );
        expect(await browser.evaluate(cutWithoutHint)).toEqual([]);
      },
    );

    test.each(pages)(
      "%s has no text over another in its figures",
      async (name) => {
        await open(name);
        expect(await browser.evaluate(overlaps)).toEqual([]);
      },
    );

    test.each(pages)("%s says the same without its script", async (name) => {
      const said =
        `[...document.querySelectorAll("main :is(h1, h2, h3, p, td, th, text)")]
        .filter((it) => it.checkVisibility() && !it.closest(".values"))
        .map((it) => it.textContent.trim())`;
      await open(name);
      const withScript = await browser.evaluate(said);
      await open(name, { scripts: false });
      expect(await browser.evaluate(said)).toEqual(withScript);
    });

    test.each(pages)("%s can be used by keyboard", async (name) => {
      await open(name, { width: 390 });
      expect(await browser.evaluate(unreachable)).toEqual([]);
    });
  },
);

/** Script: boxes that scroll sideways, or cut, what stands in them, and do not say so. Code may run out of its box. */
const cutWithoutHint = `[...document.querySelectorAll("main *, footer *")]
  .filter((it) => it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 0 &&
    getComputedStyle(it).overflowX !== "visible" && it.tagName !== "PRE" && !(it instanceof SVGElement))
  .filter((it) => {
    const hint = getComputedStyle(it.querySelector(":scope > .fit") ?? it, "::before");
    return !/scroll/i.test(hint.content) || parseFloat(hint.marginTop) < 0;
  })
  .map((it) => it.outerHTML.slice(0, 200))`;

/** Script: pairs of texts of one figure that share more than two pixels in both directions. */
const overlaps =
  `[...document.querySelectorAll("main figure svg")].flatMap((svg) => {
  const texts = [...svg.querySelectorAll("text")]
    .filter((text) => text.textContent.trim() !== "")
    .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
  return texts.flatMap((a, i) => texts.slice(i + 1)
    .filter((b) => Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 2 &&
      Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 4)
    .map((b) => a.text + " over " + b.text));
})`;

/** Script: boxes that scroll, figures with values and entries of legends that the keyboard does not reach. */
const unreachable =
  `[...document.querySelectorAll("main .table, main .entry, main svg[role=application]")]
  .filter((it) => it.tabIndex !== 0).map((it) => it.outerHTML.slice(0, 200))`;
