import { expect, test } from "vitest";
import {
  absentApps,
  mixSetting,
  ownNames,
  toAppName,
} from "../../../src/ingest/cedar/cedar_names.ts";

test.each([
  ["cedarapp-0-light-5", ["cedarapp", "0", "light"]],
  ["cedar-app-12-light-group-0", ["cedar-app", "12", "light-group"]],
  ["cedarapp-0-light-5#2", ["cedarapp", "0", "light"]],
  ["dora", ["", "", "dora"]],
])("toAppName('%s') is %j", (name, [prefix, batch, kind]) => {
  expect(toAppName(name)).toEqual({ prefix, batch, kind });
});

test("ownNames() numbers what repeats, and takes no name that is there", () => {
  expect(ownNames(["a", "b", "a", "a#2", "a", "a#2"]))
    .toEqual(["a", "b", "a#3", "a#2", "a#4", "a#2#2"]);
  expect(ownNames([])).toEqual([]);
});

test("absentApps() names what the batches have and the file lacks", () => {
  const mix = mixSetting({ mix: "light=2, heavy=1" });
  const names = ["x-0-light-0", "x-1-heavy-0", "x-1-light-1"];
  expect(absentApps(names, { batches: 2, mix })).toEqual([
    "x-0-light-1",
    "x-0-heavy-0",
    "x-1-light-0",
  ]);
  expect(absentApps(names, { batches: null, mix })).toEqual([]);
  expect(absentApps([], { batches: 1, mix: mixSetting({}) }).length).toBe(20);
});

test("settings that cannot be are refused", () => {
  expect(() => mixSetting({ mix: "light" })).toThrow(
    "Cannot set 'mix' as it must be like light=9,heavy=1",
  );
  const mix = mixSetting({});
  expect(() => absentApps([], { batches: 1e6, mix })).toThrow(
    "Cannot set 'batches'",
  );
  expect(() => absentApps([], { batches: 0.5, mix })).toThrow(
    "Cannot set 'batches'",
  );
});
