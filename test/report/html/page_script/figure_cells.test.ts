/** Opens heat maps in a browser, and reads their cells by pointer and keyboard. */
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from "vitest";
import { plotHeatMap, plotLatencyHeat } from "../../../../src/figures/mod.ts";
import { renderHtml } from "../../../../src/report/mod.ts";
import { Browser, chromium } from "../../../testing/browser.ts";
import { cell, display, reportOf } from "../../demo.ts";

/** Ten columns of ten seconds, each with a cell of 1 to 2 ms and one of 4 to 8 ms; counts from 100. */
const heat = plotLatencyHeat({
  clock: { zero: "start", from: 0, until: 100, moments: [] },
  width: 10,
  cells: Array.from(
    { length: 10 },
    (_, i) =>
      [0.001, 0.004].map((lower, j) => ({
        from: 10 * i,
        until: 10 * i + 10,
        lower,
        upper: 2 * lower,
        count: (1 + j) * (12_340 + i),
      })),
  ).flat(),
}, { title: "Heat" });

/** Two panels of two rows and two columns, given in an order that is not that of the panels. */
const matrix = plotHeatMap(
  ["1", "3"].flatMap((x, i) =>
    ["1 KiB", "4 KiB"].flatMap((panel, p) =>
      ["10", "25"].map((y, j) => ({
        panel,
        x,
        y,
        value: i + p + j === 3 ? null : 1000.25 + 100 * i + 10 * p + j,
        text: "",
        n: 2,
        note: j === 1 ? " *" : "",
      }))
    )
  ),
  {
    title: "Matrix",
    x: "nodes",
    y: "workers",
    metric: "throughput",
    unit: "1/s",
  },
);

describe.skipIf(chromium === null)(
  "a heat map in a browser (needs the package chromium)",
  () => {
    let browser: Browser;
    const folder = Deno.makeTempDirSync({ prefix: "loadline-page-" });
    beforeAll(async () => {
      const outputs = [heat, matrix].map((one) => {
        const show = Reflect.get(one, Symbol.for("Jupyter.display"));
        return display(JSON.parse(JSON.stringify(show())));
      });
      const report = reportOf([cell("", { outputs })]);
      await Deno.writeTextFile(`${folder}/page.html`, renderHtml(report));
      browser = await Browser.start();
      await browser.call("Emulation.setFocusEmulationEnabled", {
        enabled: true,
      });
      await browser.call("Emulation.setDeviceMetricsOverride", {
        width: 1280,
        height: 900,
        deviceScaleFactor: 1,
        mobile: false,
      });
    });
    afterAll(async () => {
      await browser[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    });
    beforeEach(() => browser.open(`file://${folder}/page.html`));

    const svg = (figure: number) =>
      `document.querySelectorAll("figure svg")[${figure}]`;
    const focus = (figure: number) =>
      browser.evaluate(`${svg(figure)}.focus()`);
    const panelAxis = '.querySelector("g[data-y-type=log]")';
    /** Sends an event of the mouse to a place in the panel of latencies: a share of time, and a latency in ms. */
    async function mouse(
      type: string,
      share: number,
      latency: number,
    ): Promise<void> {
      const [x, y] = await browser.evaluate(`(() => {
        ${svg(0)}.scrollIntoView();
        const panel = ${svg(0)}${panelAxis};
        const [left, right] = panel.dataset.xRange.split(" ").map(Number);
        const [bottom, top] = panel.dataset.yRange.split(" ").map(Number);
        const [low, high] = panel.dataset.yDomain.split(" ").map(Number);
        const up = Math.log(${latency} / low) / Math.log(high / low);
        const at = new DOMPoint(left + ${share} * (right - left), bottom + up * (top - bottom))
          .matrixTransform(panel.getScreenCTM());
        return [at.x, at.y];
      })()`) as [number, number];
      await browser.call("Input.dispatchMouseEvent", {
        type,
        x,
        y,
        clickCount: 1,
        buttons: type === "mouseReleased" ? 0 : 1,
        ...(type === "mouseMoved" ? {} : { button: "left" }),
      });
    }
    async function press(...keys: string[]): Promise<void> {
      for (const key of keys) {
        for (const type of ["keyDown", "keyUp"]) {
          const text = key.length === 1 ? { text: key } : {};
          await browser.call("Input.dispatchKeyEvent", { type, key, ...text });
        }
      }
    }
    const values = (figure: number) =>
      browser.evaluate(`(() => {
        const box = document.querySelectorAll("figure")[${figure}].querySelector(".values");
        return box.hidden ? null : [...box.querySelectorAll("p, li")].map((line) => line.textContent);
      })()`);
    const frame = () =>
      browser.evaluate(
        '(({ x, y, width, height }) => [x, y, width, height].map((one) => Math.round(one.baseVal.value)))(document.querySelector("rect.cell"))',
      );

    test("the pointer reads the cell under it, or the nearest one", async () => {
      await mouse("mouseMoved", 0.35, 1.5);
      const slow = [
        "time since start (s): 30 to 40",
        "latency (ms, log scale): 4 to 8",
        "operations24,686",
      ];
      expect(await values(0)).toEqual([
        slow[0],
        "latency (ms, log scale): 1 to 2",
        "operations12,343",
      ]);
      await mouse("mouseMoved", 0.35, 3.4);
      expect(await values(0)).toEqual(slow);
      await mouse("mouseMoved", 3, 1.5);
      expect(await values(0)).toBeNull();
    });

    test("arrow keys step from cell to cell, and stay at the edge", async () => {
      await focus(0);
      await press("ArrowRight");
      expect(await values(0)).toContain("operations24,680");
      await press("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown");
      expect(await values(0)).toEqual([
        "time since start (s): 20 to 30",
        "latency (ms, log scale): 1 to 2",
        "operations12,342",
      ]);
      await press("End", "ArrowRight");
      expect(await values(0)).toContain("operations12,349");
      await press("Home", "ArrowUp");
      expect(await values(0)).toContain("operations24,680");
    });

    test("a drag zooms to a part of the time, and Escape shows all", async () => {
      const drawing = () =>
        browser.evaluate(
          `[...${
            svg(0)
          }${panelAxis}.querySelectorAll("path[shape-rendering]")].map((path) => path.getAttribute("d"))`,
        );
      const before = await drawing();
      await mouse("mousePressed", 0.2, 1.5);
      await mouse("mouseMoved", 0.3, 1.5);
      await mouse("mouseReleased", 0.4, 1.5);
      await mouse("mouseMoved", 0.25, 1.5);
      expect(await values(0)).toContain("time since start (s): 20 to 30");
      // Half of the panel, whose frame is 668 pixels wide, and where the path draws it.
      expect((await frame() as number[])[2]).toBe(334);
      expect((await drawing() as string[])[0]).toContain("M64 ");
      expect((await drawing() as string[])[0]).toContain("h334v");
      await press("End", "ArrowRight");
      expect(await values(0)).toContain("time since start (s): 30 to 40");
      await press("Escape");
      expect(await drawing()).toEqual(before);
    });

    test("a cell of a matrix is read with its panel, row and column", async () => {
      await focus(1);
      await press("ArrowRight", "ArrowRight");
      expect(await values(1)).toEqual([
        "panel: 1 KiB",
        "nodes: 3",
        "workers: 10",
        "throughput (1/s)1,100",
        "runs2",
      ]);
      await press("ArrowDown", "ArrowDown", "ArrowDown");
      expect(await values(1)).toEqual([
        "panel: 4 KiB",
        "nodes: 3",
        "workers: 25",
        "throughput (1/s)–",
        "runs2",
        "note*",
      ]);
      const drawn = await browser.evaluate(`${svg(1)}.outerHTML.length`);
      await press("+");
      expect(await browser.evaluate(`${svg(1)}.outerHTML.length`)).toBe(drawn);
    });

    test("the pointer reads a matrix, whose keys are told", async () => {
      const [x, y] = await browser.evaluate(`(() => {
        const rect = ${svg(1)}.querySelectorAll("[data-cells] > rect")[5];
        rect.scrollIntoView({ block: "center" });
        const { x, y, width, height } = rect.getBoundingClientRect();
        return [x + width / 4, y + height / 4];
      })()`) as [number, number];
      await browser.call("Input.dispatchMouseEvent", {
        type: "mouseMoved",
        x,
        y,
      });
      expect(await values(1)).toContain("throughput (1/s)1,011");
      const label = (figure: number) =>
        browser.evaluate(`${svg(figure)}.getAttribute("aria-label")`);
      expect(await label(1)).toMatch(/Arrow keys step from cell to cell\.$/);
      expect(await label(0)).toMatch(/plus and minus zoom/);
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
