/** Starting an adapter as a process. */
import { expect, onTestFinished, test } from "vitest";
import { ProcessGroup } from "../../../../src/lab/processes/process_group.ts";
import { startAdapter } from "../../../../src/systems/forwarders/adapters/start_adapter.ts";
import { until } from "../../../testing/processes.ts";

/** Serves its plan as if it were a status, so that a test sees both. */
const ADAPTER = `
const { input, status, sinks } = JSON.parse(Deno.args[0]);
const none = { queued: null, sent: null, dropped: null };
Deno.serve(
  { hostname: status.host, port: status.port, onListen: () => {} },
  () => Response.json({ sinks: sinks.map(({ port }) => ({ ...none, sent: port })), shared: none }),
);
// Last, as it tells that all is there.
Deno.listen({ hostname: input.host, port: input.port });`;

async function start(text: string) {
  const processes = await ProcessGroup.create();
  onTestFinished(() => processes[Symbol.asyncDispose]());
  const file = `${processes.folder}/adapter.ts`;
  await Deno.writeTextFile(file, text);
  const sinks = [1, 2].map((port) => ({
    ...{ name: `sink-${port}`, host: `127.0.0.${port}`, port },
  }));
  return await startAdapter({
    ...{ name: "forwarder", processes, settings: {}, wrapper: [] },
    forwarding: { topology: "fan-out", sinks, bufferCap: 1, atCap: "drop" },
    signal: new AbortController().signal,
  }, {
    program: new URL(`file://${file}`),
    broker: { host: "127.0.0.1", port: 1 },
    brokerLog: `${processes.folder}/forwarder.log`,
    ...{ hold: 1, permissions: [] },
  });
}

test("it resolves once it listens, and reads its counters until it ends", async () => {
  const { input, configuration, counters, process } = await start(ADAPTER);
  expect(input.host).toBe("127.0.0.1");
  (await Deno.connect({ hostname: input.host, port: input.port })).close();
  expect(configuration.name).toBe("adapter.ts");
  expect(configuration.text).toContain('"{folder}/forwarder.log"');
  // They are given up after a second.
  await until("it to tell them", async () => {
    const { sinks } = await counters();
    return sinks.map(({ sent }) => sent).join() === "1,2";
  });
  await process.kill();
  expect((await counters()).sinks.map(({ sent }) => sent))
    .toEqual([null, null]);
});

test("one that ends is an error with the end of its log", async () => {
  await expect(start("throw new Error('no broker');"))
    .rejects.toThrow("no broker");
});
