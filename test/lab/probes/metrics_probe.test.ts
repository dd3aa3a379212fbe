import { expect, test } from "vitest";
import { MetricsProbe } from "../../../src/lab/probes/metrics_probe.ts";
import type { Sample } from "../../../src/record/mod.ts";

const page = `
# TYPE etcd_server_has_leader gauge
etcd_server_has_leader 1
# TYPE kv_requests_total counter
kv_requests_total{method="PUT",status="201"} 7
# TYPE etcd_disk_wal_fsync_duration_seconds histogram
etcd_disk_wal_fsync_duration_seconds_bucket{le="0.1"} 5
etcd_disk_wal_fsync_duration_seconds_bucket{le="+Inf"} 6
etcd_disk_wal_fsync_duration_seconds_sum 0.25
etcd_disk_wal_fsync_duration_seconds_count 6
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 1e6
# TYPE process_odd summary
process_odd{quantile="0.5"} 3
process_odd_sum NaN
# TYPE go_goroutines gauge
go_goroutines 80
`;

function serve(respond: () => Response | Promise<Response>) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    respond,
  );
  const { port } = server.addr;
  return {
    page: { name: "node-0", url: `http://127.0.0.1:${port}/metrics` },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function toProbe(options = {}) {
  const samples: Sample[] = [];
  const warnings: string[] = [];
  const probe = new MetricsProbe({
    run_id: "r",
    families: [
      ...["process_", "kv_", "etcd_server_has_leader"],
      "etcd_disk_wal_fsync_duration_seconds",
    ],
    onSamples: (rows) => samples.push(...rows),
    onWarning: (code, message) => warnings.push(`${code}: ${message}`),
    timeout: 30,
    ...options,
  });
  return { probe, samples, warnings };
}

test("scrape() keeps listed families under their own names with units, without buckets, quantiles or NaN", async () => {
  await using server = serve(() => new Response(page));
  const { probe, samples, warnings } = toProbe();
  await using _ = probe;
  await probe.scrape([server.page, { name: "node-1", url: "" }]);
  expect(
    samples.map(({ source, metric, unit, value }) =>
      [source, metric, unit, value].join(" ")
    ),
  ).toEqual([
    "node-0 etcd_server_has_leader  1",
    'node-0 kv_requests_total{method="PUT",status="201"}  7',
    "node-0 etcd_disk_wal_fsync_duration_seconds_sum s 0.25",
    "node-0 etcd_disk_wal_fsync_duration_seconds_count  6",
    "node-0 process_resident_memory_bytes B 1000000",
  ]);
  expect(warnings).toEqual([]);
});

test("scrape() keeps the same first series of a node with too many, and warns", async () => {
  const pages = ["kv_a 1\nkv_b 2\nkv_c 3\n", "kv_c 4\nkv_b 5\nkv_a 6\n"];
  await using server = serve(() => new Response(pages.shift()));
  const { probe, samples, warnings } = toProbe({ maxSeries: 2 });
  await using _ = probe;
  await probe.scrape([server.page]);
  await probe.scrape([server.page]);
  expect(samples.map(({ metric, value }) => `${metric} ${value}`))
    .toEqual(["kv_a 1", "kv_b 2", "kv_b 5", "kv_a 6"]);
  expect(new Set(warnings)).toEqual(
    new Set([
      "metrics-cut: node-0 has more than 2 series of the families that are kept: the first 2 are",
    ]),
  );
});

test("scrape() emits no samples of a node that times out, and does not scrape it again before", async () => {
  let requests = 0;
  const late = Promise.withResolvers<Response>();
  await using server = serve(() => {
    requests++;
    return late.promise;
  });
  // On a busy machine, too, the request is there by then.
  const { probe, samples, warnings } = toProbe({ timeout: 1 });
  await using _ = probe;
  const gone = { name: "node-1", url: "http://127.0.0.1:1/metrics" };
  const first = probe.scrape([server.page, gone]);
  await probe.scrape([server.page]);
  await first;
  late.resolve(new Response(page));
  expect(requests).toBe(1);
  expect(samples).toEqual([]);
  expect(warnings).toEqual([]);
});

test("scrape() warns about a rejected request, and about a page in another format", async () => {
  const responses = [
    new Response("no", { status: 403 }),
    new Response("<html>\nkv_a 1\n"),
  ];
  await using server = serve(() => responses.shift() ?? new Response(""));
  const { probe, samples, warnings } = toProbe();
  await using _ = probe;
  await probe.scrape([server.page]);
  await probe.scrape([server.page]);
  expect(samples.map(({ metric }) => metric)).toEqual(["kv_a"]);
  expect(warnings.map((text) => text.split(":")[0]))
    .toEqual(["metrics-refused", "metrics-unread"]);
});

test("MetricsProbe ends at once on dispose, with pages in flight", async () => {
  const late = Promise.withResolvers<Response>();
  await using server = serve(() => late.promise);
  const { probe, samples } = toProbe();
  const scraped = probe.scrape([server.page]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const from = performance.now();
  await probe[Symbol.asyncDispose]();
  await scraped;
  late.resolve(new Response(page));
  expect(performance.now() - from).toBeLessThan(1000);
  expect(samples).toEqual([]);
});
