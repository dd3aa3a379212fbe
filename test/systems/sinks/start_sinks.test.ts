import { expect, test } from "vitest";
import { followSinks } from "../../../src/lab/lines/sink_follower.ts";
import type { Sink } from "../../../src/lab/lines/sink.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type { Sample } from "../../../src/record/mod.ts";
import {
  clusterSinks,
  separateSinks,
  startSinks,
  waitForSink,
} from "../../../src/systems/sinks/start_sinks.ts";
import { lineText } from "../../lab/lines/_lines.ts";
import { until } from "../../testing/processes.ts";

const { signal } = new AbortController();
const slowRate = 20_000;

/** Connects to a sink. */
function connect({ endpoint: { host, port } }: Sink): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: host, port });
}

async function send(connection: Deno.TcpConn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) {
    at += await connection.write(bytes.subarray(at));
  }
}

function lines(first: number, count: number, stream = 1): string {
  return Array.from(
    { length: count },
    (_, i) => lineText({ stream, sequence: first + i, due: Date.now() }),
  ).join("");
}

function follow(sinks: readonly Sink[], cluster = false) {
  const samples: Sample[] = [];
  const follower = followSinks({
    ...{ run_id: "r", sinks, streams: 9, cluster },
    onSamples: (rows) => samples.push(...rows),
  });
  return Object.assign(follower, { samples });
}

test("startSinks() counts the lines of several connections, broken and foreign ones, and markers apart", async () => {
  await using processes = await ProcessGroup.create();
  const [sink] = await startSinks(processes, {
    ...{ sinks: separateSinks(processes, { count: 1 }), slowRate, signal },
  });
  if (!sink) throw new Error("no sink");
  await using follower = follow([sink]);
  using a = await connect(sink);
  const b = await connect(sink);
  await send(a, lines(0, 100));
  await send(b, lines(0, 50, 2) + lines(20, 10, 2) + "carbon.self 1 2\n\n\0\n");
  await send(b, lines(0, 1, 0) + lines(7, 1, 0) + lines(0, 3, 10));
  await send(b, lines(50, 1, 2).slice(0, 30));
  b.close();
  await until("all lines are counted", async () => {
    await follower.poll();
    const { received, torn } = follower.account("sink-1");
    return received === 160 && torn === 1;
  });
  expect(follower.account("sink-1")).toMatchObject({
    ...{ received: 160, unique: 150, duplicates: 10, backSteps: 10 },
    // Lines of a stream that is not known are foreign.
    ...{ torn: 1, foreign: 6 },
  });
  expect(follower.seen("sink-1", 7)).toBe(true);
  expect(follower.seen("sink-1", 1)).toBe(false);
  const account = follower.lines("sink-1");
  expect([...account.repeated(2)]).toEqual([{ first: 20, last: 29, n: 10 }]);
  expect([...account.missing(2, { first: 40, last: 60 })])
    .toEqual([{ first: 50, last: 60 }]);
  await follower.stop();
  const last = follower.samples.slice(-6)
    .map(({ source, metric, value }) => [source, metric, value]);
  expect(last).toEqual([
    ["sink-1", "received_lines", 160],
    ["sink-1", "unique_lines", 150],
    ["sink-1", "duplicate_lines", 10],
    ["sink-1", "back_steps", 10],
    ["sink-1", "torn_lines", 1],
    ["sink-1", "foreign_lines", 6],
  ]);
});

test("a sink that is killed in the middle of a stream knows every line that it read, and goes on with its journal", async () => {
  await using processes = await ProcessGroup.create();
  const [sink] = await startSinks(processes, {
    ...{ sinks: separateSinks(processes, { count: 1 }), slowRate, signal },
  });
  if (!sink) throw new Error("no sink");
  await using follower = follow([sink]);
  let sent = 0;
  for (let kill = 0; kill < 3; kill++) {
    const connection = await connect(sink);
    const killing = new Promise((resolve) => setTimeout(resolve, 200))
      .then(() => sink.process.kill());
    try {
      for (;;) {
        await send(connection, lines(sent, 500));
        sent += 500;
      }
    } catch {
      // Killed. What was in the connection is lost.
      sent += 500;
    }
    await killing;
    connection.close();
    await follower.poll();
    expect(follower.starts("sink-1")).toHaveLength(kill + 1);
    sink.process.start();
    await waitForSink(sink, { folder: processes.folder, signal });
  }
  using connection = await connect(sink);
  await send(connection, lines(sent, 10));
  const account = follower.lines("sink-1");
  await until("the last line arrives", async () => {
    await follower.poll();
    return account.has(1, sent + 9);
  });
  const { received, unique, torn, duplicates } = follower.account("sink-1");
  expect(received).toBe(unique);
  expect(duplicates + torn).toBe(0);
  const missing = [...account.missing(1, { first: 0, last: sent + 9 })];
  const lost = missing.reduce(
    (sum, { first, last }) => sum + last + 1 - first,
    0,
  );
  expect(received + lost).toBe(sent + 10);
  // Each kill cuts one gap, that of what it had not read.
  expect(missing.length).toBeLessThanOrEqual(3);
});

test("a sink refuses, reads slowly and accepts again as told, also after a restart", async () => {
  await using processes = await ProcessGroup.create();
  const [sink] = await startSinks(processes, {
    ...{ sinks: separateSinks(processes, { count: 1 }), slowRate, signal },
  });
  if (!sink) throw new Error("no sink");
  await using follower = follow([sink]);
  using first = await connect(sink);
  await sink.setMode("refuse");
  expect(await first.read(new Uint8Array(1)).catch(() => null)).toBe(null);
  await expect(connect(sink)).rejects.toThrow(Deno.errors.ConnectionRefused);
  await sink.process.kill();
  sink.process.start();
  await waitForSink(sink, { folder: processes.folder, signal });
  await expect(connect(sink)).rejects.toThrow(Deno.errors.ConnectionRefused);
  await sink.setMode("slow");
  using second = await connect(sink);
  const began = performance.now();
  await send(second, lines(0, 600));
  await until("the lines arrive", async () => {
    await follower.poll();
    return follower.account("sink-1").unique === 600;
  });
  // 600 lines of 62 bytes; the last read is not waited for.
  const expected = 600 * 62 / slowRate - 0.1;
  expect((performance.now() - began) / 1000).toBeGreaterThan(expected);
  await sink.setMode("accept");
  await send(second, lines(600, 100_000));
  await until("the rest arrives", async () => {
    await follower.poll();
    return follower.account("sink-1").unique === 100_600;
  });
  await sink.process.kill();
  await sink.setMode("refuse");
});

test("sinks of a cluster share a port, and are counted together", async () => {
  await using processes = await ProcessGroup.create();
  const sinks = await startSinks(processes, {
    ...{ sinks: clusterSinks(processes, 3), slowRate, signal },
  });
  expect(new Set(sinks.map(({ endpoint: { port } }) => port)).size).toBe(1);
  await using follower = follow(sinks, true);
  for (const [i, sink] of sinks.entries()) {
    using connection = await connect(sink);
    await send(connection, lines(100 * i, 150));
  }
  await until("all lines are counted", async () => {
    await follower.poll();
    return follower.account("cluster").received === 450;
  });
  expect(follower.account("cluster")).toMatchObject({
    ...{ received: 450, unique: 350, duplicates: 100, backSteps: 0 },
  });
  expect([...follower.lines("cluster").missing(1, { first: 0, last: 399 })])
    .toEqual([{ first: 350, last: 399 }]);
});

test("a hop counts lines and passes all bytes on, and waits while the next one is away", async () => {
  await using processes = await ProcessGroup.create();
  const [last] = await startSinks(processes, {
    ...{ sinks: separateSinks(processes, { count: 1 }), slowRate, signal },
  });
  if (!last) throw new Error("no sink");
  const hops = separateSinks(processes, { prefix: "hop", count: 1 })
    .map((hop) => ({ ...hop, next: last.endpoint }));
  const [hop] = await startSinks(processes, { sinks: hops, slowRate, signal });
  if (!hop) throw new Error("no hop");
  await using follower = follow([hop, last]);
  using connection = await connect(hop);
  await last.setMode("refuse");
  await send(connection, lines(0, 1000) + "carbon.self 1 2\n");
  await until("the hop has the lines", async () => {
    await follower.poll();
    return follower.account("hop-1").received === 1000;
  });
  expect(follower.account("sink-1").received).toBe(0);
  await last.setMode("accept");
  await send(connection, lines(1000, 500));
  // A hop passes lines on before it has written that it has them.
  await until("the hop and the sink have the lines", async () => {
    await follower.poll();
    return ["hop-1", "sink-1"].every((name) =>
      follower.account(name).received === 1500
    );
  });
  const counts = { received: 1500, unique: 1500, torn: 0, foreign: 1 };
  expect(follower.account("hop-1")).toMatchObject(counts);
  expect(follower.account("sink-1")).toMatchObject(counts);
});

test("a hop goes on when what it passes lines to was killed and is back, and sends no line twice that was accepted whole", async () => {
  await using processes = await ProcessGroup.create();
  const [last] = await startSinks(processes, {
    ...{ sinks: separateSinks(processes, { count: 1 }), slowRate, signal },
  });
  if (!last) throw new Error("no sink");
  const hops = separateSinks(processes, { prefix: "hop", count: 1 })
    .map((hop) => ({ ...hop, next: last.endpoint }));
  const [hop] = await startSinks(processes, { sinks: hops, slowRate, signal });
  if (!hop) throw new Error("no hop");
  await using follower = follow([hop, last]);
  using connection = await connect(hop);
  let sent = 0;
  const sendSome = async (batches: number) => {
    for (let batch = 0; batch < batches; batch++, sent += 500) {
      await send(connection, lines(sent, 500));
    }
  };
  const sending = sendSome(400);
  await until("the sink has lines", async () => {
    await follower.poll();
    return follower.account("sink-1").received > 0;
  });
  await last.process.kill();
  last.process.start();
  await waitForSink(last, { folder: processes.folder, signal });
  await sending;
  await sendSome(1);
  const account = follower.lines("sink-1");
  // The hop passes lines on before it has written that it has them.
  await until("the last line is counted at both", async () => {
    await follower.poll();
    return account.has(1, sent - 1) &&
      follower.account("hop-1").received >= sent;
  });
  expect(follower.account("hop-1"))
    .toMatchObject({ received: sent, unique: sent, torn: 0 });
  const { unique, duplicates, torn } = follower.account("sink-1");
  expect({ duplicates, torn }).toEqual({ duplicates: 0, torn: 0 });
  // What was in the connection is lost, in one piece.
  const missing = [...account.missing(1, { first: 0, last: sent - 1 })];
  const lost = missing.reduce((n, { first, last }) => n + last + 1 - first, 0);
  expect(unique + lost).toBe(sent);
  expect(missing.length).toBeLessThanOrEqual(1);
});

test("startSinks() names a port that is taken", async () => {
  await using processes = await ProcessGroup.create();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const sinks = [{ name: "sink-1", host: "127.0.0.1", port, next: null }];
  await expect(startSinks(processes, { sinks, slowRate, signal })).rejects
    .toThrow(`Cannot receive lines as the port is in use: 127.0.0.1:${port}`);
});
