import { expect, test } from "vitest";
import { NO_COUNTERS } from "../../../../src/systems/forwarders/forwarder.ts";
import { readRsyslogCounters } from "../../../../src/systems/forwarders/rsyslog/rsyslog_counters.ts";
import { withTempFolder } from "../../../testing/records.ts";

const sinks = [1, 2].map((number) => ({
  ...{ name: `sink-${number}`, host: "127.0.0.1", port: number },
}));
const common = { sinks, bufferCap: 1, atCap: "drop" } as const;

function toLine(name: string, counters: Readonly<Record<string, number>>) {
  return `Sun Nov 29 09:01:40 2026: ${
    JSON.stringify({ name, origin: "core.queue", ...counters })
  }\n`;
}

function toQueue(name: string, size: number, full = 0, nearlyFull = 0) {
  const discarded = { "discarded.full": full, "discarded.nf": nearlyFull };
  return toLine(name, { size, enqueued: 9, full: 9, ...discarded });
}

test("readRsyslogCounters() adds up the parts of a queue in memory and on disk, of the last second", () =>
  withTempFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/file`,
      `${toQueue("sink1 queue", 99)}${toQueue("sink1 queue", 5, 1)}` +
        `${toQueue("sink1 queue[DA]", 20, 300, 4000)}` +
        toQueue("main Q", 8, 1) +
        `${toLine("sink1", { processed: 7 })}cut off {"name": "sink2 qu`,
    );
    expect(
      await readRsyslogCounters(`${folder}/file`, {
        ...common,
        topology: "fan-out",
      }),
    ).toEqual({
      sinks: [{ queued: 25, sent: null, dropped: 4301 }, NO_COUNTERS],
      shared: { queued: 8, sent: null, dropped: 1 },
    });
  }));

test("readRsyslogCounters() reads the one queue of a cluster as shared", () =>
  withTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, toQueue("in", 3, 2));
    expect(
      await readRsyslogCounters(`${folder}/file`, {
        ...common,
        topology: "cluster",
      }),
    ).toEqual({
      sinks: [NO_COUNTERS, NO_COUNTERS],
      shared: { queued: 3, sent: null, dropped: 2 },
    });
  }));
