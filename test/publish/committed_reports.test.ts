/** Checks the committed pages, also in a browser. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Browser, chromium } from "../testing/browser.ts";

const folder = new URL("../../reports/", import.meta.url);
const pages = [...Deno.readDirSync(folder)].map(({ name }) => name)
  .filter((name) => name.endsWith(".html")).sort();
const MAX_PAGE_BYTES = 1_500_000, MAX_INDEX_BYTES = 500_000;

test.each(pages)("%s is small and loads no other file", (name) => {
  const html = Deno.readTextFileSync(new URL(name, folder));
  expect(new TextEncoder().encode(html).length).toBeLessThan(
    name === "index.html" ? MAX_INDEX_BYTES : MAX_PAGE_BYTES,
  );
  const tags = html.replace(/<a [^>]*>/g, "");
  expect(tags.match(/(src|href|action)\s*=\s*["']?\s*(https?:)?\/\//gi) ?? [])
    .toEqual([]);
  expect(html.match(/url\(\s*["']?\s*(https?:)?\/\//gi) ?? []).toEqual([]);
  expect(html.match(/@import/gi) ?? []).toEqual([]);
});

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
      { width = 1280, theme = "light" } = {},
    ): Promise<void> {
      await browser.call("Emulation.setDeviceMetricsOverride", {
        width,
        height: 900,
        deviceScaleFactor: 1,
        mobile: width < 600,
      });
      await browser.call("Emulation.setEmulatedMedia", {
        features: [{ name: "prefers-color-scheme", value: theme }],
      });
      await browser.open(new URL(name, folder).href);
    }

    test.each(pages)(
      "%s requests no other file and has no errors",
      async (name) => {
        await open(name);
        expect(requested(browser)).toEqual([new URL(name, folder).href]);
        expect(complaints(browser)).toEqual([]);
      },
    );

    test.each(pages.flatMap((name) => [[name, 1280], [name, 390]] as const))(
      "%s does not scroll sideways on %i pixels",
      async (name, width) => {
        await open(name, { width });
        const widest = "document.documentElement.scrollWidth";
        expect(await browser.evaluate(widest)).toBeLessThanOrEqual(width);
        await browser.evaluate(
          'for (const it of document.querySelectorAll("details")) it.open = true',
        );
        expect(await browser.evaluate(widest)).toBeLessThanOrEqual(width);
      },
    );

    test.each(
      pages.flatMap((name) => [[name, "light"], [name, "dark"]] as const),
    )("%s has a contrast of 4.5 in all its text in the %s theme", async (
      name,
      theme,
    ) => {
      await open(name, { theme });
      const texts = await browser.evaluate(textColours) as TextColours[];
      expect(texts.length).toBeGreaterThan(10);
      const page = luminance(texts[0]?.background ?? "");
      expect(page > 0.5 ? "light" : "dark").toBe(theme);
      expect(
        texts.filter(({ colour, background }) =>
          contrast(colour, background) < 4.5
        ),
      ).toEqual([]);
    });

    test.each(pages)("%s changes its theme at a click", async (name) => {
      await open(name);
      const state = () =>
        browser.evaluate(
          "[getComputedStyle(document.body).backgroundColor, document.querySelector('#theme').textContent]",
        ) as Promise<[string, string]>;
      const click = () =>
        browser.evaluate("document.querySelector('#theme').click()");
      const [light, toDark] = await state();
      await click();
      const [dark, toLight] = await state();
      expect(luminance(light)).toBeGreaterThan(0.5);
      expect(luminance(dark)).toBeLessThan(0.5);
      expect([toDark, toLight]).toEqual(["Dark theme", "Light theme"]);
      await click();
      expect(await state()).toEqual([light, toDark]);
      expect(complaints(browser)).toEqual([]);
    });

    test.each(
      pages.flatMap((name) => [[name, 1280, 1000], [name, 390, 844]] as const),
    )("%s answers on its first screen of %i by %i pixels", async (
      name,
      width,
      height,
    ) => {
      await open(name, { width });
      const [answer, figure] = await browser.evaluate(`[
        Math.max(0, ...[...document.querySelectorAll(".first > :is(.verdict, .tiles)")]
          .map((part) => part.getBoundingClientRect().bottom)),
        document.querySelector(".first > figure")?.getBoundingClientRect().top ?? 0,
      ]`) as [number, number];
      expect(answer).toBeLessThanOrEqual(height);
      // A third of the window at least shows the figure.
      if (width >= 1000) expect(figure).toBeLessThanOrEqual(height * 2 / 3);
    });

    test.each(pages)("%s sorts its tables at a click", async (name) => {
      await open(name);
      const sorted = await browser.evaluate(sortEverything) as SortedColumn[];
      const tables = await browser.evaluate(
        "document.querySelectorAll('table[data-sortable]').length",
      ) as number;
      expect(new Set(sorted.map(({ table }) => table)).size).toBe(tables);
      for (const { before, states, ascending, descending, after } of sorted) {
        expect(states).toEqual(["ascending", "descending", null]);
        expect(after).toEqual(before);
        expect(ascending.toSorted()).toEqual(before.toSorted());
        const numbers = before.map(Number);
        if (before.includes("") || numbers.some(Number.isNaN)) continue;
        numbers.sort((a, b) => a - b);
        expect(ascending.map(Number)).toEqual(numbers);
        expect(descending.map(Number)).toEqual(numbers.toReversed());
      }
    });

    test.each(pages)(
      "%s is accessible to screen readers",
      async (name) => {
        await open(name);
        expect(await browser.evaluate("document.documentElement.lang")).toBe(
          "en",
        );
        expect(await browser.evaluate("document.title")).not.toBe("");
        expect(await browser.evaluate(nameless)).toEqual([]);
        const levels = await browser.evaluate(
          "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((h) => Number(h.tagName[1]))",
        ) as number[];
        expect(levels.filter((level) => level === 1)).toEqual([1]);
        expect(levels[0]).toBe(1);
        const skips = levels.filter((level, i) =>
          level > (levels[i - 1] ?? 0) + 1
        );
        expect(skips, `levels are ${levels}`).toEqual([]);
        expect(await browser.evaluate(danglingLinks)).toEqual([]);
      },
    );
  },
);

function requested({ events }: Browser): string[] {
  return events.filter(({ method }) => method === "Network.requestWillBeSent")
    .map(({ params }) => (params.request as { url: string }).url)
    .filter((url) => !url.startsWith("data:"));
}

/** Returns errors of the page's script, of the console and of its Content-Security-Policy. */
function complaints({ events }: Browser): unknown[] {
  return events.filter(({ method, params }) =>
    method === "Runtime.exceptionThrown" || method === "Log.entryAdded" ||
    (method === "Runtime.consoleAPICalled" &&
      ["error", "warning", "assert"].includes(String(params.type)))
  );
}

interface TextColours {
  readonly text: string;
  readonly colour: string;
  readonly background: string;
}

/** Script: colour of every visible text, and of the nearest background behind it; the page's own first. */
const textColours = `(() => {
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [document.body];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) =>
      node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
    if (own && element.checkVisibility() && element.tagName !== "title") found.push(element);
  }
  return found.map((element) => ({
    text: element.tagName + " " + element.textContent.trim().slice(0, 40),
    colour: getComputedStyle(element)[element instanceof SVGElement ? "fill" : "color"],
    background: behind(element),
  }));
})()`;

/** Relative luminance of \`rgb(r, g, b)\`: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? [])
    .map((part) => Number(part) / 255)
    .map((part) =>
      part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)]
    .sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

interface SortedColumn {
  readonly table: number;
  readonly before: string[];
  readonly states: (string | null)[];
  readonly ascending: string[];
  readonly descending: string[];
  readonly after: string[];
}

/** Script: clicks every button of every table three times and returns the column after each click. */
const sortEverything = `(() => {
  const sorted = [];
  document.querySelectorAll("table[data-sortable]").forEach((table, at) => {
    for (const button of table.querySelectorAll("thead th button")) {
      const head = button.closest("th");
      const column = () => [...table.tBodies[0].rows].map((row) => {
        const cell = row.cells[head.cellIndex];
        return cell.hasAttribute("data-none") ? "" : cell.dataset.sort ?? cell.textContent.trim();
      });
      const before = column();
      const states = [];
      const orders = [1, 2, 3].map(() => {
        button.click();
        states.push(head.getAttribute("aria-sort"));
        return column();
      });
      const [ascending, descending, after] = orders;
      sorted.push({ table: at, before, states, ascending, descending, after });
    }
  });
  return sorted;
})()`;

/** Script: tables without a caption, figures and controls without a name. */
const nameless = `[
  ...[...document.querySelectorAll("table")].filter((it) =>
    !it.caption?.textContent.trim() && !it.getAttribute("aria-label")),
  ...[...document.querySelectorAll("figure svg")].filter((it) =>
    !["img", "application"].includes(it.getAttribute("role")) ||
    !(it.getAttribute("aria-label") || it.querySelector(":scope > title"))),
  ...[...document.querySelectorAll("button, a")].filter((it) =>
    !it.textContent.trim() && !it.getAttribute("aria-label")),
].map((it) => it.outerHTML.slice(0, 200))`;

/** Script: links to anchors that the page lacks. */
const danglingLinks = `[...document.querySelectorAll('a[href^="#"]')]
  .map((link) => link.getAttribute("href"))
  .filter((href) => !document.getElementById(decodeURIComponent(href.slice(1))))`;
