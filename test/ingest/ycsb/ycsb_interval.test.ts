import { expect, test } from "vitest";
import { latenciesOf } from "../../../src/ingest/ycsb/ycsb_interval.ts";

test("latenciesOf() reads each operation of an interval", () => {
  const line =
    "10 sec: 2 operations; 1 current ops/sec; [READ: Count=1, Max=13207, Avg=146.54, 99.9=13207] [READ-MODIFY-WRITE: Count=1, Min=-nan] ";
  expect(latenciesOf(line)).toEqual([
    {
      operation: "READ",
      count: "1",
      values: [
        { label: "Max", statistic: "max", value: "13207" },
        { label: "Avg", statistic: "mean", value: "146.54" },
        { label: "99.9", statistic: "p99.9", value: "13207" },
      ],
    },
    {
      operation: "READ-MODIFY-WRITE",
      count: "1",
      values: [{ label: "Min", statistic: "min", value: "-nan" }],
    },
  ]);
});

test("latenciesOf() leaves out an interval without an operation", () => {
  expect(
    latenciesOf("[READ: Count=0, Max=0, Min=9223372036854775807, Avg=NaN]"),
  ).toEqual([]);
});

test("latenciesOf() reads averages without a count", () => {
  expect(latenciesOf("[READ AverageLatency(us)=212.5]")).toEqual([{
    operation: "READ",
    count: "",
    values: [{
      label: "AverageLatency(us)",
      statistic: "mean",
      value: "212.5",
    }],
  }]);
});
