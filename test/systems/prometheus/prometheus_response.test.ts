import { expect, test } from "vitest";
import {
  joinSeries,
  PrometheusError,
  QueryData,
  readResponse,
} from "../../../src/systems/prometheus/prometheus_response.ts";

const folder = new URL("../../testdata/prometheus/", import.meta.url);

function read(file: string, status = 200) {
  const text = Deno.readTextFileSync(new URL(`${file}.txt`, folder));
  return readText(text, status);
}

function readText(text: string, status = 200) {
  return readResponse({ path: "/api/v1/query", status, text }, QueryData);
}

function errorOf(act: () => unknown): PrometheusError {
  try {
    act();
  } catch (error) {
    if (error instanceof PrometheusError) return error;
    throw error;
  }
  throw new Error("Cannot find an error as nothing was thrown");
}

test("readResponse() reads a scalar, a vector and a matrix as series", () => {
  const at = new Date("2026-11-21T02:41:02.819Z");
  expect(read("query_scalar"))
    .toEqual([{ labels: {}, points: [{ at, value: 1 }] }]);
  const vector = read("query_vector");
  expect(vector.map(({ labels, points }) => [labels["job"], points.length]))
    .toEqual([
      ...Array.from({ length: 5 }, () => ["avalanche", 1]),
      ["prometheus", 1],
      ["node", 1],
    ]);
  expect(read("query_range_empty")).toEqual([]);
});

test("readResponse() keeps NaN values and gaps", () => {
  const [allNaN] = read("query_range_nan");
  expect(allNaN?.points).toHaveLength(21);
  expect(new Set(allNaN?.points.map(({ value }) => value)))
    .toEqual(new Set([NaN]));
  const [p99] = read("query_range_http_p99");
  const seconds = p99?.points.map(({ at }) => at.getTime() / 1000) ?? [];
  expect(seconds.slice(7, 9)).toEqual([1795229458, 1795229638]);
  expect(p99?.points[8]?.value).toBe(0.8066682962600822);
});

test("readResponse() reads every number format of Go, and no other text", () => {
  const response = (value: string) =>
    JSON.stringify({
      status: "success",
      data: { resultType: "scalar", result: [0, value] },
    });
  for (
    const [text, value] of [
      ["+Inf", Infinity],
      ["-Inf", -Infinity],
      ["NaN", NaN],
      ["-0.5", -0.5],
      ["1e+21", 1e21],
      ["5e-324", 5e-324],
    ] as const
  ) {
    expect(readText(response(text))[0]?.points[0]?.value).toBe(value);
  }
  for (const text of ["", "12 B", "Infinity", "0x1f"]) {
    expect(errorOf(() => readText(response(text))))
      .toMatchObject({ status: 200, errorType: "unread" });
  }
});

test("readResponse() throws the error of the server", () => {
  const malformed = errorOf(() => read("query_error_400", 400));
  expect(malformed).toMatchObject({ status: 400, errorType: "bad_data" });
  expect(malformed.message).toBe(
    'Cannot request /api/v1/query of Prometheus as it responds 400 bad_data: invalid parameter "query": 1:13: parse error: not a valid duration string: "16500.0s"',
  );
  expect(errorOf(() => read("query_range_error_11000", 400)).message)
    .toContain("exceeded maximum resolution of 11,000 points");
  const timeout =
    '{"status":"error","errorType":"timeout","error":"query timed out in expression evaluation"}';
  expect(errorOf(() => readText(timeout, 503)))
    .toMatchObject({ status: 503, errorType: "timeout" });
});

test("readResponse() refuses responses that are not of the API", () => {
  expect(errorOf(() => readText("Service Unavailable", 503)))
    .toMatchObject({ status: 503, errorType: "unavailable" });
  expect(errorOf(() => readText('{"status":"success"}')).errorType)
    .toBe("unread");
});

test("joinSeries() identifies a series by its labels, in any order", () => {
  const point = (seconds: number) => ({
    at: new Date(seconds * 1000),
    value: seconds,
  });
  const joined = joinSeries([
    [
      { labels: { job: "a", code: "200" }, points: [point(1), point(2)] },
      { labels: { job: "a", code: "500" }, points: [point(2)] },
    ],
    [],
    [{ labels: { code: "200", job: "a" }, points: [point(3)] }],
  ]);
  expect(joined).toEqual([
    {
      labels: { job: "a", code: "200" },
      points: [point(1), point(2), point(3)],
    },
    { labels: { job: "a", code: "500" }, points: [point(2)] },
  ]);
});
