import { expect, test } from "vitest";
import { PrometheusError } from "../../../src/systems/prometheus/prometheus_response.ts";
import { toPrometheusApi } from "../../../src/systems/prometheus/prometheus_api.ts";
import { whileQuiet } from "../../testing/quiet.ts";

type Handler = (request: Request) => Response | Promise<Response>;

/** Calls `act` with the URL of a server with this handler. */
async function withServer(
  handler: Handler,
  act: (url: string) => Promise<void>,
): Promise<void> {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    handler,
  );
  await act(`http://127.0.0.1:${server.addr.port}`);
}

function success(data: unknown): Response {
  return Response.json({ status: "success", data });
}

/** Calls `act` with the URL of a server that accepts connections but never responds. */
async function withSilence(act: (url: string) => Promise<void>): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await act(`http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`);
}

test("query() sends the time in UTC", async () => {
  const sent: [string, string][] = [];
  const handler: Handler = async (request) => {
    sent.push(...new URLSearchParams(await request.text()));
    return success({ resultType: "vector", result: [] });
  };
  await withServer(handler, async (url) => {
    const api = toPrometheusApi(url);
    await api.query("up == 1", { at: new Date("2026-01-02T03:04:05.6+02:00") });
  });
  expect(sent)
    .toEqual([["query", "up == 1"], ["time", "2026-01-02T01:04:05.600Z"]]);
});

test("queryRange() joins the parts of one series from several responses", async () => {
  const starts: string[] = [];
  const handler: Handler = async (request) => {
    const form = new URLSearchParams(await request.text());
    starts.push(form.get("start") ?? "");
    const seconds = Date.parse(form.get("start") ?? "") / 1000;
    return success({
      resultType: "matrix",
      result: [{ metric: { job: "a" }, values: [[seconds, "1"]] }],
    });
  };
  const start = new Date("2026-01-02T00:00:00Z");
  await withServer(handler, async (url) => {
    const series = await toPrometheusApi(url).queryRange("x", {
      start,
      end: new Date("2026-01-02T06:00:00Z"),
      step: 1,
    });
    expect(series).toEqual([{
      labels: { job: "a" },
      points: [
        { at: start, value: 1 },
        { at: new Date("2026-01-02T03:03:20Z"), value: 1 },
      ],
    }]);
  });
  // 11,000 s are 3 h 3 min 20 s.
  expect(starts).toEqual([start.toISOString(), "2026-01-02T03:03:20.000Z"]);
});

test("tsdb() has no times for an empty head", async () => {
  const head = (minTime: string, maxTime: string): Handler => () =>
    new Response(
      `{"status":"success","data":{"headStats":{"numSeries":0,"numLabelPairs":0,"chunkCount":0,"minTime":${minTime},"maxTime":${maxTime}}}}`,
    );
  const empty = head("9223372036854775807", "-9223372036854775808");
  await withServer(empty, async (url) => {
    expect(await toPrometheusApi(url).tsdb()).toEqual({
      ...{ series: 0, labelPairs: 0, chunks: 0 },
      ...{ minTime: null, maxTime: null },
    });
  });
  await withServer(head("1795257608511", "1795257608511"), async (url) => {
    const { minTime } = await toPrometheusApi(url).tsdb();
    expect(minTime).toEqual(new Date("2026-11-21T10:40:08.511Z"));
  });
});

test("ready() is false for a server that is starting, hangs or is down", async () => {
  await withServer(() => new Response(null, { status: 503 }), async (url) => {
    expect(await toPrometheusApi(url).ready()).toBe(false);
  });
  let gone = "";
  await withSilence(async (url) => {
    // The connection is given up after 0.9 s.
    await whileQuiet(50, async () => {
      const start = performance.now();
      expect(await toPrometheusApi(url).ready()).toBe(false);
      expect(performance.now() - start).toBeLessThan(1000);
    });
    gone = url;
  });
  expect(await toPrometheusApi(gone).ready()).toBe(false);
});

test("a server that does not respond is an error without a status", async () => {
  let gone = "";
  await withSilence(async (url) => {
    const api = toPrometheusApi(url, { timeout: 0.1 });
    for (const ask of [() => api.query("up"), () => api.flags()]) {
      const request: Promise<unknown> = ask();
      await expect(request).rejects.toThrow(PrometheusError);
      await expect(request).rejects.toMatchObject({
        status: null,
        errorType: "timeout",
      });
      await expect(request).rejects.toThrow("does not respond within 0.1 s");
    }
    gone = url;
  });
  await expect(toPrometheusApi(gone).targets()).rejects.toMatchObject({
    status: null,
    errorType: "unavailable",
  });
});
