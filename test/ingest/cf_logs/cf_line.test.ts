import { expect, test } from "vitest";
import {
  appGuidOf,
  cellGuidOf,
  cfTime,
  readCfText,
} from "../../../src/ingest/cf_logs/cf_line.ts";

const guid = "5f1c2a3e-0000-4000-8000-00000000000a";
const line = (job: string, text: string) => ({
  ...{ us: 0, job, isError: false, text },
});

test.each([
  ["2015-04-09T16:31:11.75-0700 [API]     OUT Updated app", "API", false],
  ["   2026-11-28T20:38:54.40+0000 [STG/0] ERR no buildpack", "STG/0", true],
  [
    "\u001b[1m2026-11-28T20:38:54.40+0000 [APP/PROC/WEB/0] OUT hi\u001b[0m",
    ...["APP/PROC/WEB/0", false],
  ],
])("readCfText('%s') reads who wrote it", (text, job, isError) => {
  expect(readCfText(text)).toMatchObject({
    kind: "line",
    line: { job, isError },
  });
});

test("readCfText() reads the time with its zone, and an empty text", () => {
  expect(readCfText("2015-04-09T16:31:11.75-0700 [API/2] OUT")).toEqual({
    kind: "line",
    line: {
      ...{ us: 1_428_622_271_750_000, job: "API/2", isError: false, text: "" },
    },
  });
});

test.each([
  "Retrieving logs for app dora in org o / space s as admin...",
  "Connected, tailing logs for app dora in org o / space s as admin...",
])("readCfText('%s') names the application", (text) => {
  expect(readCfText(text)).toEqual({ kind: "header", app: "dora" });
});

test.each([
  ["", "it is no line of cf logs"],
  ["\tat Object.<anonymous>", "it is no line of cf logs"],
  ["2015-04-09T16:31:11Z [API] LOG text", "it is no line of cf logs"],
  ["2015-13-09T16:31:11Z [API] OUT text", "its timestamp is no time"],
  ["9999-01-09T16:31:11Z [API] OUT text", "its timestamp is no time"],
])("readCfText('%s') says why it is none", (text, problem) => {
  expect(readCfText(text)).toEqual({ kind: "rejected", problem });
  expect(cfTime(text)).toBe(NaN);
});

test("only the API names an application, and only a cell its own guid", () => {
  const text = `Updated app with guid ${guid} ({"state"=>"STARTED"})`;
  expect(appGuidOf(line("API/0", text))).toBe(guid);
  expect(appGuidOf(line("APP/0", text))).toBeUndefined();
  const created = `Cell ${guid} creating container for instance x`;
  expect(cellGuidOf(line("CELL/0", created))).toBe(guid);
  expect(cellGuidOf(line("STG/0", created))).toBeUndefined();
  expect(cellGuidOf(line("CELL/0", "Creating container"))).toBeUndefined();
});
