import { expect, test } from "vitest";
import {
  classifyResponse,
  type QueryResponse,
  readResponse,
} from "../../../src/workloads/promql/classify_response.ts";

function toResponse(text: string, status = 200): Promise<QueryResponse> {
  return readResponse(new Response(text, { status }));
}

const ok = (result: string) =>
  `{"status":"success","data":{"resultType":"matrix","result":[${result}]}}`;
const series = `{"metric":{"job":"t"},"values":[[1795257472.429,"771"]]}`;
const padding = "x".repeat(100_000);

test.each([
  ["a series", ok(series), "ok"],
  ["a scalar", ok('1795257474.577,"1"'), "ok"],
  ["nothing", ok(""), "miss"],
  ["warnings first", `{"warnings":["w"],${ok(series).slice(1)}`, "ok"],
  [
    "warnings first and nothing",
    `{"warnings":["w"],${ok("").slice(1)}`,
    "miss",
  ],
  [
    "an error with 200",
    '{"status":"error","errorType":"a","error":"b"}',
    "failed",
  ],
  ["no result", '{"status":"success","data":{}}', "failed"],
  ["a page", "<html>sign in</html>", "failed"],
  ["no body", "", "failed"],
  ["half a response", ok(series).slice(0, -20), "failed"],
])("classifyResponse() of %s", async (_, text, outcome) => {
  const attempt = classifyResponse(await toResponse(text));
  expect(attempt.outcome).toBe(outcome);
  expect(attempt.bytes).toBe(text.length);
  expect(attempt.error === "").toBe(outcome === "ok");
});

test.each([
  ["a result", ok(`${series},"${padding}"`), "ok"],
  [
    "a result after blanks and warnings",
    `{ "warnings" : ["\\"result\\":[]"], "status" : "success", "data": {"result" : [ ${series}, "${padding}"]}}`,
    "ok",
  ],
  [
    "an empty result and long warnings",
    `${ok("").slice(0, -1)},"warnings":["${padding}"]}`,
    "miss",
  ],
  [
    "only warnings in its beginning",
    `{"warnings":["${padding}"],${ok(series).slice(1)}`,
    "failed",
  ],
  ["a page", `<html>${padding}</html>`, "failed"],
])("classifyResponse() of a large body with %s", async (_, text, outcome) => {
  const response = await toResponse(text);
  expect(response.kept.length).toBeLessThan(text.length);
  const { bytes, ...attempt } = classifyResponse(response);
  expect(attempt.outcome).toBe(outcome);
  expect(bytes).toBe(text.length);
});

test.each([
  [
    400,
    '{"status":"error","errorType":"bad_data","error":"invalid parameter \\"query\\": 1:29: parse error"}',
    "failed",
    '400 bad_data: invalid parameter "query": 1:29: parse error',
  ],
  [
    503,
    '{"status":"error","errorType":"timeout","error":"query timed out"}',
    "failed",
    "503 timeout: query timed out",
  ],
  [429, "Too many\n  requests", "rejected", "429 Too many requests"],
  [502, "", "failed", "502"],
  [302, ok(""), "failed", `302 ${ok("")}`],
])("classifyResponse() of status %d", async (status, text, outcome, error) => {
  const attempt = classifyResponse(await toResponse(text, status));
  expect(attempt).toEqual({
    outcome,
    error,
    code: String(status),
    bytes: text.length,
  });
});

test("readResponse() counts all bytes and keeps the beginning, for any size of chunks", async () => {
  const text = ok(`${series},"${padding}"`);
  const bytes = new TextEncoder().encode(text);
  for (const size of [1000, 65_535, 65_536, 65_537, 200_000]) {
    const pieces = ReadableStream.from(function* () {
      for (let at = 0; at < bytes.length; at += size) {
        yield bytes.slice(at, at + size);
      }
    }());
    const response = await readResponse(new Response(pieces));
    expect(response.bytes).toBe(text.length);
    const kept = new TextDecoder().decode(response.kept);
    expect(kept.length).toBeGreaterThan(1000);
    expect(text.startsWith(kept)).toBe(true);
  }
});
