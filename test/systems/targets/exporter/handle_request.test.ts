import { expect, test } from "vitest";
import { handleRequest } from "../../../../src/systems/targets/exporter/handle_request.ts";
import {
  makePage,
  renderPage,
} from "../../../../src/systems/targets/exporter/page.ts";

const page = makePage({
  ...{ targets: 2, metrics: 2, series: 2, labels: 1 },
  ...{ value_interval: 15, churn: 0 },
});

/** Sends a request to target 1, started at 1000 ms. */
function send(path: string, { method = "GET", now = 1000 } = {}) {
  const request = new Request(`http://127.0.0.1:9${path}`, { method });
  const options = { page, target: 1, started_at: 1000, now: () => now };
  return handleRequest(request, options);
}

test("handleRequest() serves the page of its target at the time since the start", async () => {
  const response = send("/metrics", { now: 16_000 });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type"))
    .toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await response.bytes())
    .toEqual(renderPage(page, { target: 1, elapsed: 15 }));
});

test("handleRequest() tolerates a clock set back before the start", async () => {
  expect(await send("/metrics", { now: 0 }).bytes())
    .toEqual(renderPage(page, { target: 1, elapsed: 0 }));
});

test("handleRequest() serves /health, and refuses anything else", async () => {
  expect(await send("/health").text()).toBe("ok\n");
  expect(send("/").status).toBe(404);
  expect(send("/metrics", { method: "POST" }).status).toBe(405);
});
