import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { UnavailableError } from "../../../src/lab/processes/unavailable.ts";
import { UsageError } from "../../../src/record/mod.ts";
import { direct } from "../../../src/systems/forwarders/direct.ts";
import type { Forwarding } from "../../../src/systems/forwarders/forwarder.ts";

const sinks = [1, 2, 3].map((number) => ({
  name: `sink-${number}`,
  host: "127.0.0.1",
  port: 2000 + number,
}));

async function start(change: Partial<Forwarding>) {
  await using processes = await ProcessGroup.create();
  return await direct.start({
    name: "forwarder",
    forwarding: {
      ...{ topology: "fan-out", sinks, bufferCap: 0, atCap: "block" },
      ...change,
    },
    settings: {},
    processes,
    wrapper: [],
    signal: new AbortController().signal,
  });
}

test("direct sends to each sink itself, without a process", async () => {
  const { inputs, processes, main, spool, counters } = await start({});
  expect(inputs).toEqual(sinks);
  expect(processes).toEqual([]);
  expect([main, spool, counters]).toEqual([null, "", null]);
});

test("direct refuses a cluster, no sink, and settings", async () => {
  await expect(start({ topology: "cluster" })).rejects
    .toThrow(UnavailableError);
  await expect(start({ sinks: [] })).rejects.toThrow(UsageError);
  expect(direct.sizes({})).toEqual([]);
  expect(() => direct.sizes({ cap: "1" })).toThrow(UsageError);
});
