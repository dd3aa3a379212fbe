/** Opens a report in a browser, and reads, hides, zooms and saves as a reader does. */
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from "vitest";
import {
  plotResourceSeries,
  plotSurvival,
  plotTrend,
} from "../../../../src/figures/mod.ts";
import { kaplanMeier } from "../../../../src/statistics/mod.ts";
import { renderHtml } from "../../../../src/report/mod.ts";
import { Browser, chromium } from "../../../testing/browser.ts";
import { cell, display, reportOf } from "../../demo.ts";

/** Two panels of one clock: 61 samples of two sources, a second apart. */
const figure = plotResourceSeries(
  ["memory", "=cpu"].flatMap((metric) =>
    ["etcd", "loadline"].flatMap((source, k) =>
      Array.from({ length: 61 }, (_, i) => ({
        metric,
        unit: metric === "memory" ? "MiB" : "%",
        source,
        at: new Date(i * 1000).toISOString(),
        value: 200 * (k + 1) + i,
      }))
    )
  ),
  { title: "Resources" },
);

/** Ticks of versions, which are no values of their axis. */
const versions = plotTrend(
  Array.from({ length: 5 }, (_, i) => ({
    series: "etcd",
    started_at: new Date(i * 86_400_000).toISOString(),
    version: `3.${i}`,
    median: 10 + i,
    min: 10,
    max: 20,
    n: 5,
  })),
  { title: "Trend", metric: "time", unit: "s", x: "version" },
);

/** Panels side by side, each with a scale of its own pixels. */
const waits = plotSurvival(
  Array.from({ length: 6 }, (_, i) => ({
    series: `fault ${i}`,
    curve: kaplanMeier([2 + i, 10], [true, true]),
  })),
  { title: "Waits", metric: "time", unit: "s" },
);

describe.skipIf(chromium === null)(
  "a figure in a browser (needs the package chromium)",
  () => {
    let browser: Browser;
    const folder = Deno.makeTempDirSync({ prefix: "loadline-page-" });
    beforeAll(async () => {
      const outputs = [figure, versions, waits].map((one) => {
        const show = Reflect.get(one, Symbol.for("Jupyter.display"));
        return display(JSON.parse(JSON.stringify(show())));
      });
      const report = reportOf([cell("", { outputs })]);
      await Deno.writeTextFile(`${folder}/page.html`, renderHtml(report));
      browser = await Browser.start();
      // Without it a page in the background gets no event when it loses the focus.
      await browser.call("Emulation.setFocusEmulationEnabled", {
        enabled: true,
      });
    });
    afterAll(async () => {
      await browser[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    });
    beforeEach(async () => {
      await browser.call("Emulation.setDeviceMetricsOverride", {
        width: 1280,
        height: 900,
        deviceScaleFactor: 1,
        mobile: false,
      });
      await browser.open(`file://${folder}/page.html`);
      await browser.evaluate(
        'document.querySelector("figure svg").scrollIntoView()',
      );
    });

    /** Moves or presses the mouse at a share of the axis of the first panel. */
    async function mouse(type: string, share: number): Promise<void> {
      const [x, y] = await browser.evaluate(`(() => {
        const svg = document.querySelector("figure svg");
        const at = new DOMPoint(64 + ${share} * 668, 180).matrixTransform(svg.getScreenCTM());
        return [at.x, at.y];
      })()`) as [number, number];
      const held = type === "mouseMoved" ? {} : { button: "left" };
      await browser.call("Input.dispatchMouseEvent", {
        type,
        x,
        y,
        clickCount: 1,
        buttons: type === "mouseReleased" ? 0 : 1,
        ...held,
      });
    }
    async function press(key: string): Promise<void> {
      for (const type of ["keyDown", "keyUp"]) {
        const text = key.length === 1 ? { text: key } : {};
        await browser.call("Input.dispatchKeyEvent", { type, key, ...text });
      }
    }
    const values = () =>
      browser.evaluate(`(() => {
        const box = document.querySelector("figure .values");
        return box.hidden ? null : [...box.querySelectorAll("p, li")].map((line) => line.textContent);
      })()`);
    const labels = (index = 0) =>
      browser.evaluate(
        `[...[...document.querySelectorAll('figure')[${index}].querySelectorAll('[aria-label="x-axis tick label"]')].at(-1).children].map((tick) => tick.textContent)`,
      );
    const button = (label: string) =>
      `[...document.querySelectorAll("figure .tools button")].find((one) => one.textContent === ${
        JSON.stringify(label)
      })`;

    test("the pointer reads the values of every series, in all panels of the clock", async () => {
      await mouse("mouseMoved", 0.501);
      expect(await values()).toEqual([
        "time since start (s): 30",
        "memory (MiB)",
        "etcd230",
        "loadline430",
      ]);
      expect(
        await browser.evaluate('document.querySelectorAll(".cross").length'),
      )
        .toBe(3);
      await mouse("mouseMoved", 3);
      expect(await values()).toBeNull();
    });

    test("a tap reads values, which stay until another tap elsewhere", async () => {
      await browser.evaluate(`(() => {
        const svg = document.querySelector("figure svg");
        const at = new DOMPoint(64 + 334, 180).matrixTransform(svg.getScreenCTM());
        for (const type of ["pointerdown", "pointerup", "pointerleave"]) {
          svg.dispatchEvent(new PointerEvent(type, { clientX: at.x, clientY: at.y, pointerType: "touch" }));
        }
      })()`);
      expect(await values()).toContain("time since start (s): 30");
      await browser.evaluate('document.querySelector("figure svg").blur()');
      expect(await values()).toBeNull();
    });

    test("arrow keys read values, and change the panel", async () => {
      await browser.evaluate('document.querySelector("figure svg").focus()');
      await press("ArrowRight");
      await press("ArrowRight");
      expect(await values()).toContain("time since start (s): 1");
      // The browser's own: the page before.
      const isTaken = await browser.evaluate(
        `!document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", altKey: true, bubbles: true, cancelable: true }))`,
      );
      expect([isTaken, (await values() as string[])[0]])
        .toEqual([false, "time since start (s): 1"]);
      await press("End");
      await press("ArrowDown");
      expect(await values()).toEqual([
        "time since start (s): 60",
        "=cpu (%)",
        "etcd260",
        "loadline460",
      ]);
    });

    test("an entry of the legend hides its series, by key as well", async () => {
      const entry = 'document.querySelector(".entry")';
      await browser.evaluate(`${entry}.focus()`);
      await press("Enter");
      expect(await browser.evaluate(`${entry}.getAttribute("aria-pressed")`))
        .toBe("false");
      await mouse("mouseMoved", 0.5);
      expect(await values()).toEqual([
        "time since start (s): 30",
        "memory (MiB)",
        "loadline430",
      ]);
      await browser.evaluate(
        `${entry}.dispatchEvent(new MouseEvent("click", { bubbles: true }))`,
      );
      await mouse("mouseMoved", 0.501);
      expect(await values()).toContain("etcd230");
    });

    test("a drag zooms all panels of the clock, and a double click ends it", async () => {
      const before = await browser.evaluate(
        'document.querySelector("figure svg").outerHTML',
      ) as string;
      const whole = await labels();
      await mouse("mousePressed", 0.25);
      await mouse("mouseMoved", 0.4);
      await mouse("mouseReleased", 0.5);
      expect(await labels()).toEqual(["15", "20", "25", "30"]);
      // Half-way through the second quarter of the minute.
      await mouse("mouseMoved", 0.5);
      expect(await values()).toContain("time since start (s): 22");
      expect(
        await browser.evaluate(
          `[...document.querySelector("figure").querySelectorAll('[aria-label="x-grid"]')].map((grid) => grid.children.length)`,
        ),
      ).toEqual([4, 4, 4]);
      await browser.evaluate(
        'document.querySelector("figure svg").dispatchEvent(new MouseEvent("dblclick"))',
      );
      expect(await labels()).toEqual(whole);
      expect(await browser.evaluate(`${button("Show all")}.hidden`)).toBe(true);
      const paths = (svg: string) => svg.match(/ d="M[^"]*L[^"]*"/g);
      const after = await browser.evaluate(
        'document.querySelector("figure svg").outerHTML',
      ) as string;
      expect(paths(after)).toEqual(paths(before));
    });

    test("plus zooms around the place, Escape shows all", async () => {
      const whole = await labels();
      await browser.evaluate('document.querySelector("figure svg").focus()');
      await press("Home");
      await press("+");
      expect(await labels()).not.toEqual(whole);
      await press("Escape");
      expect(await labels()).toEqual(whole);
    });

    test("panels side by side are read each at its place", async () => {
      const [x, y] = await browser.evaluate(`(() => {
        const figure = document.querySelectorAll("figure")[2];
        figure.scrollIntoView();
        const panel = figure.querySelectorAll("g[data-x-type]")[1];
        const [left, right] = panel.dataset.xRange.split(" ").map(Number);
        const at = new DOMPoint(left + 0.3 * (right - left), 90).matrixTransform(panel.getScreenCTM());
        return [at.x, at.y];
      })()`) as [number, number];
      await browser.call("Input.dispatchMouseEvent", {
        type: "mouseMoved",
        x,
        y,
      });
      expect(
        await browser.evaluate(
          '[...document.querySelectorAll("figure")[2].querySelectorAll(".values :is(p, li)")].map((line) => line.textContent)',
        ),
      ).toEqual(["time (s): 3", "fault 150"]);
      expect(
        await browser.evaluate('document.querySelectorAll(".cross").length'),
      ).toBe(6);
    });

    test("versions on an axis keep their names", async () => {
      await browser.evaluate(
        'document.querySelectorAll("figure svg")[1].focus()',
      );
      await press("Home");
      await press("ArrowRight");
      expect(
        await browser.evaluate(
          'document.querySelectorAll("figure")[1].querySelector(".values p").textContent',
        ),
      ).toBe("version, in order of first run: 3.1");
      await press("+");
      expect(await labels(1)).toEqual(["3.1", "3.2"]);
    });

    test("a figure is saved as SVG, and its values as a CSV that runs nothing", async () => {
      const saved = (label: string) =>
        browser.evaluate(`new Promise((resolve) => {
          URL.createObjectURL = (blob) => { resolve(blob.text()); return "#"; };
          ${button(label)}.click();
        })`) as Promise<string>;
      const csv = (await saved("CSV")).split("\r\n");
      expect(csv[0]).toMatch(/^metric,source,time since start \(s\),value,/);
      expect(csv[1]).toMatch(/^memory,etcd,0,200,/);
      expect(csv.filter((line) => line.startsWith("'=cpu,"))).toHaveLength(
        2 * 61,
      );
      expect(csv).toHaveLength(2 * 2 * 61 + 2);
      const svg = await saved("SVG");
      expect(svg).toMatch(/^<svg /);
      expect(svg).toContain("<title>Resources</title>");
      expect(svg).not.toContain("tabindex");
    });

    test("nothing complains", () => {
      expect(
        browser.events.filter(({ method }) =>
          method === "Runtime.exceptionThrown" || method === "Log.entryAdded"
        ),
      ).toEqual([]);
    });
  },
);
