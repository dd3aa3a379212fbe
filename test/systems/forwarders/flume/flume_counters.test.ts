/** Flume's counters in lines. */
import { expect, test } from "vitest";
import { FlumeCounters } from "../../../../src/systems/forwarders/flume/flume_counters.ts";

/** Serves counters of one channel as Flume does. */
function serve(channel: () => Record<string, string>) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => Response.json({ "CHANNEL.channel-1": channel() }),
  );
  const { port } = server.addr;
  return {
    monitor: { host: "127.0.0.1", port },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

test("events are told in lines by their mean; what a channel did not take was dropped, until Flume restarts", async () => {
  const channel = {
    ChannelSize: "3",
    EventPutSuccessCount: "8",
    StartTime: "1",
  };
  await using flume = serve(() => channel);
  const counters = new FlumeCounters({
    ...{ monitor: flume.monitor, topology: "fan-out" },
    sinks: [{ host: "127.0.0.1", port: 1 }],
  });
  counters.stored(10, 1000);
  await counters.refresh();
  expect(counters.toStatus([500])).toEqual({
    sinks: [{ queued: 300, dropped: 200, sent: 500 }],
    shared: { queued: null, dropped: null, sent: null },
  });
  channel.StartTime = "2";
  await counters.refresh();
  expect(counters.toStatus([500]).sinks[0]?.dropped).toBeNull();
});

test("the channel of a cluster is shared", async () => {
  await using flume = serve(() => ({
    ...{ ChannelSize: "1", EventPutSuccessCount: "1", StartTime: "1" },
  }));
  const counters = new FlumeCounters({
    ...{ monitor: flume.monitor, topology: "cluster" },
    sinks: [{ host: "127.0.0.1", port: 1 }, { host: "127.0.0.2", port: 1 }],
  });
  counters.stored(1, 10);
  await counters.refresh();
  expect(counters.toStatus([0, 9])).toMatchObject({
    sinks: [{ queued: null, sent: 0 }, { queued: null, sent: 9 }],
    shared: { queued: 10, dropped: 0 },
  });
});
