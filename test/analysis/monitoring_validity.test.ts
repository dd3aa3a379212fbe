import { expect, test } from "vitest";
import { whyInvalid } from "../../src/analysis/monitoring_validity.ts";
import {
  toTestEvent,
  toTestQuery,
  toTestRows,
  toTestSeries,
} from "../testing/monitoring_rows.ts";

const queries = Array.from({ length: 100 }, (_, i) => toTestQuery(i / 2));

test("whyInvalid() lets failures of a busy server stand: they are what was to be found", () => {
  expect(whyInvalid(toTestRows({ operations: queries }))).toBe("");
  const failing = queries.map((one) => ({
    ...one,
    outcome: "failed" as const,
    error: "503 timeout: query timed out",
  }));
  expect(whyInvalid(toTestRows({ operations: failing }))).toBe("");
});

test("whyInvalid() finds a malformed query, which is answered fast, and makes the run look good", () => {
  const wrong = toTestQuery(3, {
    outcome: "failed",
    error: "400 bad_data: invalid parameter",
    duration_s: 0.001,
  });
  expect(whyInvalid(toTestRows({ operations: [...queries, wrong] }))).toBe(
    "1 of 101 queries were refused as wrong: 400 bad_data: invalid parameter",
  );
});

test("whyInvalid() finds empty answers, but for those soon after an outage", () => {
  const empty = Array.from(
    { length: 5 },
    (_, i) =>
      toTestQuery(20 + i, { outcome: "miss", error: "an empty result" }),
  );
  const operations = [...queries, ...empty];
  expect(whyInvalid(toTestRows({ operations }))).toBe(
    "5 of 105 queries had an empty answer",
  );
  const events = [
    toTestEvent("down", "prometheus", { at: 15 }),
    toTestEvent("up", "prometheus", { at: 17 }),
  ];
  expect(whyInvalid(toTestRows({ operations, events }))).toBe("");
});

test("whyInvalid() lets a server get to know its targets again: five seconds, and two scrapes", () => {
  // Down before the phase, up as it begins: with a scrape a second the targets are known at 7 s.
  const events = [
    toTestEvent("down", "prometheus", { at: -2 }),
    toTestEvent("up", "prometheus", { at: 0 }),
  ];
  const params = { scrape_interval: 1 };
  const empty = (at: number) => [toTestQuery(at, { outcome: "miss" })];
  expect(whyInvalid(toTestRows({ operations: empty(6.9), events, params })))
    .toBe("");
  expect(whyInvalid(toTestRows({ operations: empty(7.1), events, params })))
    .toBe("1 of 1 queries had an empty answer");
});

test("whyInvalid() finds a disk that was full, which is why answers were empty", () => {
  const free = toTestSeries("prometheus", "storage_free", {
    values: [1e9, 1e6, 4096, 0],
    every: 5,
  });
  const operations = queries.map((one) => ({
    ...one,
    outcome: "miss" as const,
  }));
  expect(whyInvalid(toTestRows({ operations, samples: free }))).toBe(
    "the disk with the server's data was full: 0 B were left on it",
  );
  expect(
    whyInvalid(toTestRows({ operations: queries, samples: free.slice(0, 2) })),
  ).toBe("");
});

test("whyInvalid() finds a target that fell before the phase and never came back, but none that did", () => {
  const fell = toTestEvent("down", "127.0.0.1:9001", {
    ...{ at: -5, detail: "connection refused" },
  });
  const rose = toTestEvent("up", "127.0.0.1:9001", { at: -1 });
  expect(whyInvalid(toTestRows({ operations: queries, events: [fell] }))).toBe(
    "1 of 6 targets stopped answering: 127.0.0.1:9001 connection refused",
  );
  expect(whyInvalid(toTestRows({ operations: queries, events: [fell, rose] })))
    .toBe("");
});

test("whyInvalid() finds a target that stopped answering, unless the server had no time for it", () => {
  const events = [
    toTestEvent("down", "127.0.0.1:9001", {
      at: 30,
      detail: "context deadline exceeded",
    }),
  ];
  const cpu = (value: number) => [
    ...toTestSeries("prometheus", "cpu", { values: [value, value] }),
  ];
  expect(
    whyInvalid(toTestRows({ operations: queries, events, samples: cpu(0.2) })),
  )
    .toBe(
      "1 of 6 targets stopped answering: 127.0.0.1:9001 context deadline exceeded",
    );
  expect(
    whyInvalid(toTestRows({ operations: queries, events, samples: cpu(0.9) })),
  )
    .toBe("");
});

test("whyInvalid() finds a machine that stood still, as a virtual one may", () => {
  const cores = (seconds: number) =>
    toTestSeries("host", "cores", { values: [2, 2, 2], every: seconds });
  const invalid = (seconds: number) =>
    whyInvalid(toTestRows({ operations: queries, samples: cores(seconds) }));
  expect(invalid(2)).toBe("");
  expect(invalid(15.4)).toBe("the machine stood still for 15.4 s");
});

test("whyInvalid() says when nothing was measured at all", () => {
  expect(whyInvalid({ ...toTestRows(), measure: null }))
    .toBe("the phase measure was never reached");
  expect(whyInvalid(toTestRows())).toBe("no query was due");
  expect(whyInvalid(toTestRows({ params: { users: 0 } }))).toBe("");
});
