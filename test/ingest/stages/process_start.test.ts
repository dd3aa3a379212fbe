import { expect, test } from "vitest";
import {
  isNewStart,
  startWord,
} from "../../../src/ingest/stages/process_start.ts";

test.each([
  ["bbs", "bbs.started", "started"],
  ["bbs", "bbs.starting", "starting"],
  ["bbs", "rep.started", undefined],
  ["bbs", "bbs.locket-lock.started", undefined],
  ["bbs", "bbs.restarted", undefined],
  ["bbs", "bbs", undefined],
  ["", ".started", "started"],
])("startWord('%s', '%s') is %s", (source, message, word) => {
  expect(startWord(source, message)).toBe(word);
});

test("isNewStart() takes starting and started as one start", () => {
  expect(isNewStart("started", "starting")).toBe(false);
  expect(isNewStart("started", "")).toBe(true);
  expect(isNewStart("started", "started")).toBe(true);
  expect(isNewStart("starting", "starting")).toBe(true);
  expect(isNewStart("starting", "started")).toBe(true);
});
