import { expect, test } from "vitest";
import {
  availability,
  outagesOf,
  outagesUnderLoad,
} from "../../../src/analysis/series/outages.ts";
import {
  BEGIN,
  toTestEvent,
  toTestRows,
} from "../../testing/monitoring_rows.ts";

const span = { from: BEGIN, until: BEGIN + 60 };
const subject = "prometheus";

test("outagesOf() returns two kills as two outages with their lengths", () => {
  const rows = toTestRows({
    events: [
      toTestEvent("down", subject, { at: 10, detail: "SIGKILL" }),
      toTestEvent("up", subject, { at: 12.5 }),
      toTestEvent("oom", subject, { at: 29.9, detail: "1001 of 1000" }),
      toTestEvent("down", subject, { at: 30, detail: "SIGKILL" }),
      toTestEvent("down", "127.0.0.1:9001", { at: 31 }),
      toTestEvent("up", subject, { at: 34 }),
    ],
  });
  const outages = outagesOf(rows, { subject, span });
  expect(outages.map(({ seconds, reason, oom }) => [seconds, reason, oom]))
    .toEqual([[2.5, "SIGKILL", false], [4, "SIGKILL", true]]);
  expect(availability(outages, span)).toBeCloseTo(1 - 6.5 / 60);
});

test("outagesOf() ends an outage without recovery at the end of the span", () => {
  const rows = toTestRows({
    events: [
      toTestEvent("down", subject, { at: 50, detail: "exit 1" }),
      // A failed restart repeats `down`: the same outage.
      toTestEvent("down", subject, { at: 52, detail: "exit 1" }),
    ],
  });
  expect(outagesOf(rows, { subject, span })).toMatchObject([
    { from: BEGIN + 50, until: null, seconds: 10 },
  ]);
});

test("outagesOf() keeps the full length of an outage from before the span, availability() only the part within", () => {
  const rows = toTestRows({
    events: [
      toTestEvent("down", subject, { at: -5 }),
      toTestEvent("up", subject, { at: 3 }),
    ],
  });
  const outages = outagesOf(rows, { subject, span });
  expect(outages.map(({ seconds }) => seconds)).toEqual([8]);
  expect(availability(outages, span)).toBeCloseTo(1 - 3 / 60);
});

test("outagesOf() attributes an OOM at a later restart to its outage, not to the next", () => {
  const rows = toTestRows({
    events: [
      toTestEvent("down", subject, { at: 10, detail: "SIGKILL" }),
      toTestEvent("oom", subject, { at: 17 }),
      toTestEvent("up", subject, { at: 20 }),
      toTestEvent("down", subject, { at: 30, detail: "SIGKILL" }),
      toTestEvent("up", subject, { at: 31 }),
      toTestEvent("oom", subject, { at: 40 }),
      toTestEvent("down", subject, { at: 40.1, detail: "SIGKILL" }),
    ],
  });
  expect(outagesOf(rows, { subject, span }).map(({ oom }) => oom))
    .toEqual([true, false, true]);
});

test("outagesUnderLoad() takes a kill within the span whose process exits just after it, and none of later", () => {
  const kills = (oom: number, down: number) =>
    outagesUnderLoad(
      toTestRows({
        events: [
          toTestEvent("oom", subject, { at: oom }),
          toTestEvent("down", subject, { at: down, detail: "SIGKILL" }),
        ],
      }),
      { subject, span },
    ).length;
  expect(kills(59.8, 59.9)).toBe(1);
  expect(kills(59.9, 60)).toBe(1);
  expect(kills(59.95, 60.05)).toBe(1);
  expect(kills(60.05, 60)).toBe(1);
  expect(kills(60.1, 60.2)).toBe(0);
});

test("outagesOf() excludes outages that ended before the span or began after it", () => {
  const rows = toTestRows({
    events: [
      toTestEvent("down", subject, { at: -5 }),
      toTestEvent("up", subject, { at: -1 }),
      toTestEvent("down", subject, { at: 61 }),
    ],
  });
  expect(outagesOf(rows, { subject, span })).toEqual([]);
  expect(availability([], span)).toBe(1);
});
