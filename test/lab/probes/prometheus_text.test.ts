import { expect, test } from "vitest";
import {
  formatSeries,
  parsePrometheus,
} from "../../../src/lab/probes/prometheus_text.ts";

/** The example in Prometheus' description of the format, with a bare escape added. */
const example = String.raw`
# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

# A weird metric from before the epoch:
something_weird{problem="division by zero"} +Inf -3982045

# A histogram, which has a pretty complex representation in the text format:
# HELP http_request_duration_seconds A histogram of the request duration.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} 24054
http_request_duration_seconds_bucket{le="0.1"} 33444
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
http_request_duration_seconds_count 144320

# Finally a summary, which has a complex representation, too:
# HELP rpc_duration_seconds A summary of the RPC duration in seconds.
# TYPE rpc_duration_seconds summary
rpc_duration_seconds{quantile="0.01"} 3102
rpc_duration_seconds{quantile="0.99"} 76656
rpc_duration_seconds_sum 1.7560473e+07
rpc_duration_seconds_count 2693
`;

test("parsePrometheus() parses the example of the format's description", () => {
  const { series, rejected } = parsePrometheus(example);
  expect(rejected).toEqual([]);
  expect(series).toHaveLength(14);
  expect(series[0]).toEqual({
    family: "http_requests_total",
    type: "counter",
    name: "http_requests_total",
    labels: [["method", "post"], ["code", "200"]],
    value: 1027,
    timestamp: 1395066363000,
  });
  expect(series[2]?.labels).toEqual([
    ["path", "C:\\DIR\\FILE.TXT"],
    ["error", 'Cannot find file:\n"FILE.TXT"'],
  ]);
  expect(series[3]).toMatchObject({
    type: "untyped",
    labels: [],
    value: 12.47,
  });
  expect(series[4]).toMatchObject({ value: Infinity, timestamp: -3982045 });
});

test("parsePrometheus() assigns buckets, sum and count to one family, but only of a matching type", () => {
  const { series } = parsePrometheus(
    `${example}\n# TYPE lonely counter\nlonely_sum 1\nqueue_count 2\n`,
  );
  const families = (type: string) =>
    new Set(series.filter((one) => one.type === type).map((one) => one.family));
  expect([...families("histogram")]).toEqual(["http_request_duration_seconds"]);
  expect([...families("summary")]).toEqual(["rpc_duration_seconds"]);
  expect(families("untyped")).toContain("lonely_sum");
  expect(families("untyped")).toContain("queue_count");
});

test.for([
  ["NaN", NaN],
  ["nan", NaN],
  ["-Inf", -Infinity],
  ["inf", Infinity],
  ["+1.5e-3", 0.0015],
  [".5", 0.5],
  ["-0", -0],
])("parsePrometheus() parses the value %s", ([text, value]) => {
  expect(parsePrometheus(`a ${text}\n`).series[0]?.value).toBe(value);
});

test.for([
  "a",
  "a ",
  "a one",
  'a{b="c" 1',
  "a{b=c} 1",
  'a{b="c} 1',
  'a{b="c"} 1 now',
  "a 1 2 3",
  "1a 2",
  "a 0x10",
  "a 1_000",
  "<html>",
])("parsePrometheus() rejects the line '%s' and continues", (line) => {
  expect(parsePrometheus(`ok 1\n${line}\nok 2\n`)).toMatchObject({
    series: [{ value: 1 }, { value: 2 }],
    rejected: [2],
  });
});

test("parsePrometheus() allows spaces, a trailing comma, and braces and commas in values", () => {
  const { series } = parsePrometheus(
    'a { b = "}, {" , c="",} 1\n\ta 1\na{} 2\na{__proto__="x"} 3\n',
  );
  expect(series.map(formatSeries)).toEqual([
    'a{b="}, {",c=""}',
    "a",
    "a",
    'a{__proto__="x"}',
  ]);
});

test("parsePrometheus() skips families that are not kept, including invalid lines", () => {
  const { series, rejected } = parsePrometheus(`${example}\nbad{ 1\n`, {
    keep: (family) => family === "http_request_duration_seconds",
  });
  expect(series.map(({ name }) => name.slice(29))).toEqual([
    "_bucket",
    "_bucket",
    "_bucket",
    "_sum",
    "_count",
  ]);
  expect(rejected).toEqual([]);
});

test("formatSeries() is the inverse of parsePrometheus()", () => {
  const { series } = parsePrometheus(example);
  const again = parsePrometheus(
    series.map((one) => `${formatSeries(one)} ${one.value}\n`).join(""),
  );
  expect(again.series.map(({ labels }) => labels))
    .toEqual(series.map(({ labels }) => labels));
  expect(again.rejected).toEqual([]);
});
