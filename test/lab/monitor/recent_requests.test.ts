import { expect, test } from "vitest";
import { RecentRequests } from "../../../src/lab/monitor/recent_requests.ts";

const begin = 1_000_000;

/** One request every 10 ms. */
function load(
  requests: RecentRequests,
  from: number,
  until: number,
  ok = true,
) {
  for (let at = from; at < until; at += 10) requests.add(begin + at, 0.05, ok);
}

test("RecentRequests has the rates of the last five seconds", () => {
  const requests = new RecentRequests();
  load(requests, 0, 5000, false);
  load(requests, 5000, 10_000);
  for (const clock of [10_000, 10_060, 10_120]) {
    const { requests: rate, errors, p99 } = requests.rates(
      begin + clock,
      begin,
    );
    expect(rate).toBeGreaterThan(95);
    expect(rate).toBeLessThan(105);
    expect(errors).toBeLessThan(6);
    expect(p99).toBe(0.05);
  }
  expect(requests.rates(begin + 20_000, begin))
    .toEqual({ requests: 0, errors: 0, p99: null });
});

test("RecentRequests divides by the time since the first request if that is shorter", () => {
  const requests = new RecentRequests();
  load(requests, 100, 1100);
  expect(requests.rates(begin + 1100, begin + 100).requests).toBeCloseTo(
    100,
    9,
  );
  expect(requests.rates(begin + 100, begin + 100).requests).toBeNull();
});
