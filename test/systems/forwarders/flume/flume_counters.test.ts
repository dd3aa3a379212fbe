/** Flume's counters in lines. */
import { expect, onTestFinished, test } from "vitest";
import { FlumeCounters } from "../../../../src/systems/forwarders/flume/flume_counters.ts";

const none = { queued: null, dropped: null, sent: null };

/** A log to which checkpoints of channels are appended as Flume does. */
async function openLog() {
  const brokerLog = await Deno.makeTempFile();
  onTestFinished(() => Deno.remove(brokerLog));
  let id = 1764411000000;
  const checkpoint = (channel: string, queueSize: number) =>
    Deno.writeTextFile(
      brokerLog,
      `[Log-BackgroundWorker-${channel}] INFO org.apache.flume.channel.file.EventQueueBackingStoreFile - Updating checkpoint metadata: logWriteOrderID: ${++id}, queueSize: ${queueSize}, queueHead: 7\n[SinkRunner] ERROR of another kind\n`,
      { append: true },
    );
  return { brokerLog, checkpoint };
}

test("events are told in lines by their mean; what is neither queued nor delivered was dropped", async () => {
  const { brokerLog, checkpoint } = await openLog();
  const counters = new FlumeCounters({
    ...{ brokerLog, topology: "fan-out" },
    sinks: [{ host: "127.0.0.1", port: 1 }, { host: "127.0.0.1", port: 2 }],
  });
  counters.stored(10, 1000);
  expect(counters.toStatus([0, 0]).sinks).toEqual([
    { ...none, sent: 0 },
    { ...none, sent: 0 },
  ]);
  await counters.refresh();
  const done = counters.received(0, 5);
  await checkpoint("channel-1", 4);
  await checkpoint("channel-1", 3);
  await counters.refresh();
  await counters.refresh();
  expect(counters.toStatus([500, 0])).toEqual({
    sinks: [{ queued: 800, dropped: 200, sent: 500 }, { ...none, sent: 0 }],
    shared: none,
  });
  done();
  expect(counters.toStatus([500, 0]).sinks[0]?.queued).toBe(300);
});

test("what Flume took after its checkpoint, or delivers again, was not dropped", async () => {
  const { brokerLog, checkpoint } = await openLog();
  const counters = new FlumeCounters({
    ...{ brokerLog, topology: "fan-out" },
    sinks: [{ host: "127.0.0.1", port: 1 }],
  });
  counters.stored(10, 1000);
  await counters.refresh();
  await checkpoint("channel-1", 10);
  counters.stored(90, 9000);
  await counters.refresh();
  counters.received(0, 10)();
  counters.received(0, 10)();
  await counters.refresh();
  expect(counters.toStatus([1000]).sinks[0]?.dropped).toBe(0);
});

test("the channel of a cluster is shared", async () => {
  const { brokerLog, checkpoint } = await openLog();
  const counters = new FlumeCounters({
    ...{ brokerLog, topology: "cluster" },
    sinks: [{ host: "127.0.0.1", port: 1 }, { host: "127.0.0.2", port: 1 }],
  });
  counters.stored(1, 10);
  counters.received(1, 2);
  await checkpoint("channel-1", 1);
  await counters.refresh();
  expect(counters.toStatus([0, 9])).toMatchObject({
    sinks: [{ queued: null, sent: 0 }, { queued: null, sent: 9 }],
    shared: { queued: 30, dropped: 0 },
  });
});
