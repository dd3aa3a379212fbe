import { expect, test } from "vitest";
import {
  appKind,
  appTracker,
  startTracker,
} from "../../../src/ingest/cf_logs/cf_apps.ts";
import { readCfText } from "../../../src/ingest/cf_logs/cf_line.ts";

const guid = (last: string) => `5f1c2a3e-0000-4000-8000-00000000000${last}`;
const api = (last: string) =>
  `2015-04-09T16:31:11Z [API/0] OUT Updated app with guid ${guid(last)} (x)`;
const header = "Retrieving logs for app dora in org o / space s as admin...";

test("appTracker() takes the file, or the header above, or another guid that the API names", () => {
  const appOf = appTracker();
  const log = { folder: "z1", name: "hello-1.log" };
  const named = ["panic", api("a"), api("a"), api("b"), header, api("c")]
    .map((text) => appOf(log, readCfText(text)));
  expect(named).toEqual([
    ...["z1/hello-1", "z1/hello-1", "z1/hello-1", guid("b"), "dora", "dora"],
  ]);
});

test("appTracker() keeps files apart", () => {
  const appOf = appTracker();
  const [one, two] = ["a.b.log", "c"].map((name) => ({ folder: "", name }));
  appOf(one!, readCfText(header));
  expect(appOf(two!, readCfText(api("a")))).toBe("c");
  expect(appOf(one!, readCfText(api("a")))).toBe("dora");
});

test.each([
  ["cedarapp-0-light-group-5", "light-group"],
  ["hello-12", "hello"],
  ["z1/hello-12", "hello"],
  ["dora", ""],
  [guid("a"), ""],
  [guid("1"), ""],
])("appKind('%s') is '%s'", (name, kind) => {
  expect(appKind(name)).toBe(kind);
});

test("startTracker() tells the second line of one start", () => {
  const isAgain = startTracker();
  const line = (second: number, text: string) => ({
    ...{ us: second * 1e6, job: "API/0", isError: false, text },
  });
  const build = "Creating build for app with guid x";
  const started = 'Updated app with guid x ({"state"=>"STARTED"})';
  expect([
    isAgain("a", line(0, build)),
    isAgain("b", line(1, started)),
    isAgain("a", line(1, started)),
    isAgain("a", line(2, started)),
    isAgain("a", line(3, build)),
    isAgain("a", line(90, started)),
  ]).toEqual([false, false, true, false, false, false]);
});
