import { expect, test } from "vitest";
import { LiveServer } from "../../src/live/serve.ts";
import { Browser, chromium } from "../testing/browser.ts";
import { until } from "../testing/processes.ts";
import { toTestParam, withTempFolder } from "../testing/records.ts";
import { GrowingRun } from "./_record.ts";

const hostile =
  `<img src=x onerror="window.hacked=1">'"&\u202e</script><script>window.hacked=1</script>`;

const outline = {
  objectives: [{
    metric: "success_rate",
    is: "at least",
    value: 0.99,
    unknown: "missed",
  }],
  planned: [],
  openEnded: true,
} as const;

function serve(data: string): LiveServer {
  return LiveServer.start({
    ...{ data, reports: `${data}/reports`, interval: 100 },
    findOutline: () => Promise.resolve(outline),
  });
}

function withPage(
  body: (
    parts: { data: string; browser: Browser; server: LiveServer },
  ) => Promise<void>,
) {
  return withTempFolder(async (data) => {
    await using server = serve(data);
    await using browser = await Browser.start();
    await browser.open(server.url);
    await body({ data, browser, server });
    // Neither an exception nor a warning of the browser, such as of the policy of the page. A test beside this one may
    // give the machine an address, after which the browser asks again.
    const problems = browser.events.filter(({ method, params }) =>
      ["Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"]
        .includes(method) &&
      !JSON.stringify(params).includes("net::ERR_NETWORK_CHANGED")
    );
    expect(problems).toEqual([]);
    const outside = browser.events.filter(({ method, params }) =>
      method === "Network.requestWillBeSent" &&
      !(params.request as { url: string }).url.startsWith(server.url) &&
      !(params.request as { url: string }).url.startsWith("data:")
    );
    expect(outside).toEqual([]);
  });
}

/** Returns the text of an element; empty while the page loads. */
async function text(browser: Browser, selector: string): Promise<string> {
  return String(
    await browser.evaluate(
      `document.querySelector(${JSON.stringify(selector)})?.textContent ?? ""`,
    ),
  );
}

function shows(browser: Browser, selector: string, part: string) {
  return until(
    `${selector} shows ${part}`,
    async () => (await text(browser, selector)).includes(part),
  );
}

test.skipIf(!chromium)(
  "the live page waits, shows a run as it is written, and its end",
  () =>
    withPage(async ({ data, browser }) => {
      expect(await text(browser, "h1")).toBe("Waiting for a run");
      await using run = await GrowingRun.begin(data, "r1");
      await shows(browser, "#phase", "Phase: set up");
      run.event("phase", "measure", "", 6);
      for (const ago of [5, 4, 3]) run.load(500, {}, ago);
      run.event("fault", "node-0", "kill-leader");
      await shows(browser, "#phase", "Phase: measure");
      await shows(browser, "#announcer", "Phase: measure");
      await shows(
        browser,
        "#objectives",
        "✓ met so far: success at least 99 %, is 100 %",
      );
      await shows(browser, "#events", "kill-leader node-0");
      await until("the figures are drawn", async () =>
        Number(
          await browser.evaluate(
            `document.querySelectorAll("#figures .series-area[d^=M]").length`,
          ),
        ) > 0);
      expect(await text(browser, "#figures")).toContain("answered in time");
      run.load(500, { outcome: "timeout" });
      await shows(browser, "#objectives", "✗ missed so far");
      await run.end();
      await shows(browser, "#phase", "Ended: ok");
      expect(
        await browser.evaluate(`document.querySelector("#phase a").href`),
      )
        .toMatch(/\/report\/r1$/);
    }),
);

test.skipIf(!chromium)(
  "the live page shows hostile texts as text, without marks that reorder it",
  () =>
    withPage(async ({ data, browser }) => {
      await using run = await GrowingRun.begin(data, "r1", {
        ...{ case_id: hostile, system: hostile, system_version: hostile },
        params: [toTestParam("session", "s"), toTestParam("preset", hostile)],
      });
      run.event("phase", hostile);
      run.event("fault", hostile, hostile);
      run.event("note", hostile, hostile);
      run.load(100, { subject: hostile });
      run.sample("cpu", 1, hostile);
      run.event("leader", hostile);
      const shown = hostile.replaceAll("\u202e", "");
      await shows(browser, "#nodes", shown);
      await shows(browser, "#events", shown);
      expect(await text(browser, "h1")).toBe(shown);
      expect(await browser.evaluate("window.hacked === undefined")).toBe(true);
      expect(await browser.evaluate("document.querySelectorAll('img').length"))
        .toBe(0);
    }),
);

test.skipIf(!chromium)(
  "the live page goes on with the next run, and looks back at the last",
  () =>
    withPage(async ({ data, browser }) => {
      await using first = await GrowingRun.begin(data, "r1");
      first.load(100);
      await shows(browser, "h1", "case of r1");
      await shows(browser, "#nodes", "node-0");
      await first.end();
      await using _second = await GrowingRun.begin(data, "r2");
      await shows(browser, "h1", "case of r2");
      await browser.evaluate(
        `document.querySelector("#session button").click()`,
      );
      await shows(browser, "h1", "case of r1");
      await shows(browser, "#viewing", "an earlier run, r1");
      await browser.evaluate(
        `document.querySelector("#viewing button").click()`,
      );
      await shows(browser, "h1", "case of r2");
    }),
);

test.skipIf(!chromium)(
  "the live page shows a simulated run by its own time, without processes of this machine",
  () =>
    withPage(async ({ data, browser }) => {
      await using run = await GrowingRun.begin(data, "r1", {
        mode: "simulated",
      });
      // Two hours ahead of the clock.
      run.event("phase", "measure", "", -7200);
      run.load(500, { kind: "push", subject: "hello" }, -7200);
      await shows(browser, "#simulated", "all times are those of its model");
      await shows(browser, "#tiles", "2 h");
      await shows(browser, "#events", "2:00:1");
      await until("the figures are drawn", async () =>
        (await text(browser, "#figures")).includes("answered in time"));
      expect(
        await browser.evaluate(
          `["simulated", "nodes-part"].map((id) => document.getElementById(id).hidden)`,
        ),
      ).toEqual([false, true]);
      expect(
        await browser.evaluate(
          `[...document.querySelectorAll("#figures figure:not([hidden]) h3")].map(({ textContent }) => textContent)`,
        ),
      ).toEqual(["Throughput", "Latency", "Errors"]);
    }),
);

test.skipIf(!chromium)(
  "the live page is read with the keyboard, and fits a phone",
  () =>
    withPage(async ({ data, browser }) => {
      await browser.call("Emulation.setDeviceMetricsOverride", {
        ...{ width: 390, height: 844, deviceScaleFactor: 1, mobile: true },
      });
      await using run = await GrowingRun.begin(data, "r1", {
        case_id: "x".repeat(300),
      });
      run.load(500);
      await shows(browser, "#nodes", "node-0");
      await until("the figures are drawn", async () =>
        (await text(browser, "#figures")).includes("answered in time"));
      await browser.evaluate(
        `document.querySelector("#figures svg[tabindex]").focus()`,
      );
      const key = { key: "End", code: "End", windowsVirtualKeyCode: 35 };
      await browser.call("Input.dispatchKeyEvent", { type: "keyDown", ...key });
      await shows(browser, "#readout", "answered in time");
      // Elements beyond the screen, other than those inside a box that scrolls.
      expect(
        await browser.evaluate(
          `[...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > 390.5 && !one.closest(".table") && !one.closest("svg")).map((one) => one.tagName + "#" + one.id + "." + one.className)`,
        ),
      ).toEqual([]);
      expect(
        await browser.evaluate("document.documentElement.scrollWidth"),
      ).toBe(390);
      expect(
        await browser.evaluate(
          `[...document.querySelectorAll("#figures svg[tabindex]")].every((svg) => svg.getAttribute("aria-label"))`,
        ),
      ).toBe(true);
    }),
);

test.skipIf(!chromium)(
  "the live page says that the monitor has gone",
  () =>
    withTempFolder(async (data) => {
      await using browser = await Browser.start();
      {
        await using server = serve(data);
        await browser.open(server.url);
        await until("it is connected", async () =>
          await text(browser, "#connection") === "connected");
      }
      await shows(browser, "#connection", "not connected, trying again");
    }),
);

test.skipIf(!chromium)(
  "the live page loads itself again when one of its scripts did not arrive",
  () =>
    withTempFolder(async (data) => {
      await using server = serve(data);
      await using browser = await Browser.start();
      await browser.call("Network.setBlockedURLs", { urls: ["*/svg.js"] });
      await browser.open(server.url);
      await shows(browser, "#connection", "not connected");
      await browser.call("Network.setBlockedURLs", { urls: [] });
      await until(
        "it is connected",
        async () => await text(browser, "#connection") === "connected",
      );
    }),
);

test.skipIf(!chromium)(
  "the live page connects when there are no longer too many viewers",
  () =>
    withTempFolder(async (data) => {
      await using server = serve(data);
      await using browser = await Browser.start();
      const others = await Promise.all(
        Array.from({ length: 64 }, () => fetch(`${server.url}stream`)),
      );
      await browser.open(server.url);
      await shows(browser, "#connection", "not connected, trying again");
      for (const { body } of others) await body?.cancel();
      await until(
        "it is connected",
        async () => await text(browser, "#connection") === "connected",
      );
    }),
);
