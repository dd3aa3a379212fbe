import { expect, test } from "vitest";
import {
  type EnvelopeBatch,
  toMetricReader,
} from "../../../../src/systems/diego/clients/metric_sink.ts";
import { codec } from "../../../../src/systems/diego/wire/codec.ts";

test("gauges get base units, counters are added up, and what others send is left out", () => {
  const batches = codec<EnvelopeBatch>("EnvelopeBatch");
  const gauge = (name: string, unit: string, value: number) => ({
    source: "bbs",
    counter: null,
    gauge: { metrics: { [name]: { unit, value } } },
  });
  const counter = (source: string, delta: number) => ({
    source,
    counter: { name: "Started", delta },
    gauge: null,
  });
  const read = toMetricReader(["bbs", "auctioneer"]);
  const batch = batches.decode(batches.encode({
    batch: [
      gauge("RequestLatency", "nanos", 25_000_000),
      gauge("Memory", "MiB", 2),
      gauge("LRPsMissing", "Metric", 3),
      counter("auctioneer", 2),
      counter("other", 5),
    ],
  }));
  const at = 1000;
  expect(read(batch, at)).toEqual([
    {
      ...{ source: "bbs", metric: "RequestLatency", unit: "s", at },
      value: expect.closeTo(0.025),
    },
    { source: "bbs", metric: "Memory", unit: "B", at, value: 2 ** 21 },
    { source: "bbs", metric: "LRPsMissing", unit: "", at, value: 3 },
    { source: "auctioneer", metric: "Started", unit: "", at, value: 2 },
  ]);
  const again = { batch: [counter("auctioneer", 3)] };
  expect(read(again, at).map(({ value }) => value)).toEqual([5]);
});
