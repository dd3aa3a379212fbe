import { expect, test } from "vitest";
import { answer } from "../../../../src/systems/targets/exporter/answer.ts";
import { makePage, renderPage } from "../../../../src/systems/targets/exporter/page.ts";

const page = makePage({
  ...{ targets: 2, metrics: 2, series: 2, labels: 1 },
  ...{ value_interval: 15, churn: 0 },
});

/** What target 1, started at 1000 ms, answers at a time. */
function ask(path: string, { method = "GET", now = 1000 } = {}) {
  const request = new Request(`http://127.0.0.1:9${path}`, { method });
  const options = { page, target: 1, started_at: 1000, now: () => now };
  return answer(request, options);
}

test("answer() serves the page of its target at the time since the start", async () => {
  const response = ask("/metrics", { now: 16_000 });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type"))
    .toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await response.bytes())
    .toEqual(renderPage(page, { target: 1, elapsed: 15 }));
});

test("answer() does not go back before the start with the clock", async () => {
  expect(await ask("/metrics", { now: 0 }).bytes())
    .toEqual(renderPage(page, { target: 1, elapsed: 0 }));
});

test("answer() says that it is healthy, and refuses all else", async () => {
  expect(await ask("/health").text()).toBe("ok\n");
  expect(ask("/").status).toBe(404);
  expect(ask("/metrics", { method: "POST" }).status).toBe(405);
});
