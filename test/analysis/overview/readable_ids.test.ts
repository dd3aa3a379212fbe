import { expect, test } from "vitest";
import {
  readableCase,
  readableSession,
} from "../../../src/analysis/overview/readable_ids.ts";

test.each([
  [
    "etcd nodes=1 workers=10 value_size=1024",
    "etcd, 1 node, 10 workers, 1 KiB",
  ],
  ["etcd nodes=3 workers=1 rate=200", "etcd, 3 nodes, 1 worker, rate 200"],
  ["etcd fault=kill-leader etcd_pre_vote=on", "etcd, kill-leader, pre-vote on"],
  ["repram workers=25 document=guide_2.2", "repram, 25 workers, guide 2.2"],
  ["mysql/service-plans/v1", "mysql/service-plans/v1"],
  ["", ""],
])("readableCase() of %j is %j", (case_id, text) => {
  expect(readableCase(case_id)).toBe(text);
});

test("readableSession() gives the minute in which a session began", () => {
  expect(readableSession("20261129T002031Z")).toBe("2026-11-29 00:20");
  expect(readableSession("session-1")).toBe("session-1");
  expect(readableSession("")).toBe("");
});
