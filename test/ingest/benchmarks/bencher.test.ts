import { expect, test } from "vitest";
import { bencher } from "../../../src/ingest/benchmarks/bencher.ts";
import { glanceAt } from "../../../src/ingest/load_frame/glance.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

test("latency is in nanoseconds, with its interval", async () => {
  const file = toSource(
    "a.json",
    '{"put": {"latency": {"value": 3000, "lower_value": 1000, "upper_value": null}}}',
  );
  const { rows } = await readWhole(
    bencher.read(file, { experiment: "x", settings: {} }),
  );
  expect(
    rows.reported.map(({ statistic, value, unit }) => [statistic, value, unit]),
  ).toEqual([["value", 3000 * 1e-9, "s"], ["lower", 1000 * 1e-9, "s"]]);
});

test("measures that Bencher has itself have their units, others have none", async () => {
  const text =
    '{"a": {"build-time": {"value": 87}, "file-size": {"value": 42}, "own": {"value": 1}}}';
  const { rows } = await readWhole(
    bencher.read(toSource("a.json", text), { experiment: "x", settings: {} }),
  );
  expect(rows.reported.map(({ unit }) => unit)).toEqual(["s", "B", ""]);
});

test.each([
  ['{"a": {"b": {"lower_value": 1, "value": 2}}}', true],
  ['{"metrics": {"vus": {"value": 1, "min": 1}}}', false],
  ['{"a": {"b": {"value": "x"}}}', false],
  ['[{"a": 1}]', false],
])("the text %s fits: %j", (text, expected) => {
  const glance = glanceAt(toSource("a.json", text));
  expect(bencher.shapes[0]?.fits(glance)).toBe(expected);
});
