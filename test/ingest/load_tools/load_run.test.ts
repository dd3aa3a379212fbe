import { expect, test } from "vitest";
import {
  numberSetting,
  repetitionCounter,
  toLoadCase,
  toLoadParams,
} from "../../../src/ingest/load_tools/load_run.ts";
import { toTestRun } from "../../testing/records.ts";

test("toLoadParams() leaves out what was not recorded and adds units", () => {
  expect(toLoadParams({ nodes: 3, workers: null, value_size: 1024 })).toEqual([
    {
      key: "nodes",
      value: "3",
      number: 3,
      unit: "",
      label: "Nodes",
      position: 1,
    },
    {
      key: "value_size",
      value: "1024",
      number: 1024,
      unit: "B",
      label: "Value size",
      position: 2,
    },
  ]);
  expect(toLoadParams({ key_pattern: "R:R" })[0])
    .toMatchObject({ number: null, label: "Key pattern" });
});

test("toLoadCase() names a case like that of an experiment, without its duration", () => {
  const params = toLoadParams({ nodes: 3, duration: 60, workers: 25 });
  expect(toLoadCase("etcd", params)).toBe("etcd nodes=3 workers=25");
});

test("numberSetting() accepts numbers and refuses words", () => {
  expect(numberSetting({ workers: "25" }, "workers")).toBe(25);
  expect(numberSetting({}, "workers")).toBeNull();
  for (const text of ["many", "", "-1", "Infinity"]) {
    expect(() => numberSetting({ workers: text }, "workers"))
      .toThrow(`Cannot set 'workers' as it must be a number`);
  }
});

test("repetitionCounter() counts the runs of each case", () => {
  const runs = ["a", "b", "a"].map((case_id, i) =>
    toTestRun(`r${i}`, { case_id })
  );
  expect(runs.map(repetitionCounter()).map(({ repetition }) => repetition))
    .toEqual([1, 1, 2]);
});
