/** Starting an adapter as a process. */
import { expect, onTestFinished, test } from "vitest";
import { ProcessGroup } from "../../../../src/lab/processes/process_group.ts";
import { startAdapter } from "../../../../src/systems/forwarders/adapters/start_adapter.ts";

/** Serves its plan as if it were a status, so that a test sees both. */
const ADAPTER = `
const { input, status, sinks } = JSON.parse(Deno.args[0]);
Deno.listen({ hostname: input.host, port: input.port });
const none = { queued: null, sent: null, dropped: null };
Deno.serve(
  { hostname: status.host, port: status.port, onListen: () => {} },
  () => Response.json({ sinks: sinks.map(({ port }) => ({ ...none, sent: port })), shared: none }),
);`;

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
    signal: AbortSignal.timeout(60_000),
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
  expect((await counters()).sinks.map(({ sent }) => sent)).toEqual([1, 2]);
  await process.kill();
  expect((await counters()).sinks.map(({ sent }) => sent))
    .toEqual([null, null]);
});

test("one that ends is an error with the end of its log", async () => {
  await expect(start("throw new Error('no broker');"))
    .rejects.toThrow("no broker");
});
