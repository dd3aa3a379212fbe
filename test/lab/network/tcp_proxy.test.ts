import { expect, test } from "vitest";
import {
  type LinkConditions,
  TcpProxy,
  unimpaired,
} from "../../../src/lab/network/tcp_proxy.ts";
import { whileQuiet } from "../../testing/quiet.ts";
import { closedPort } from "../_servers.ts";
import { sleep } from "../_until.ts";

/** Echoes bytes and the end of the stream; keeps the accepted connections. */
function listenEcho() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const ends = new Set<Deno.TcpConn>();
  const served = (async () => {
    for await (const end of listener) {
      ends.add(end);
      end.readable.pipeTo(end.writable).catch(() => {});
    }
  })();
  return {
    address: { hostname: "127.0.0.1", port: listener.addr.port },
    ends,
    async [Symbol.asyncDispose]() {
      listener.close();
      await served;
    },
  };
}

async function setUp(conditions: Partial<LinkConditions> = {}) {
  const stack = new AsyncDisposableStack();
  const echo = stack.use(listenEcho());
  const proxy = stack.use(await TcpProxy.listen(echo.address));
  proxy.set({ ...unimpaired, ...conditions });
  const connect = async () =>
    stack.use(await Deno.connect({ hostname: "127.0.0.1", port: proxy.port }));
  return { stack, echo, proxy, connect };
}

async function send(end: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) {
    sent += await end.write(bytes.subarray(sent));
  }
}

/** Reads `n` bytes, fewer if the stream ends before. */
async function receive(end: Deno.TcpConn, n: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(n);
  let got = 0;
  while (got < n) {
    const more = await end.read(bytes.subarray(got));
    if (more === null) break;
    got += more;
  }
  return bytes.subarray(0, got);
}

/** Returns bytes that differ from their neighbours, so that any reordering is detected. */
function counted(n: number): Uint8Array {
  return Uint8Array.from({ length: n }, (_, i) => i % 251);
}

/** Measures the seconds from the first byte sent to the last one received. */
async function roundTrip(end: Deno.TcpConn, bytes: Uint8Array) {
  const from = performance.now();
  const [, back] = await Promise.all([
    send(end, bytes),
    receive(end, bytes.length),
  ]);
  return { seconds: (performance.now() - from) / 1000, back };
}

/** Returns true if the connection ended, by FIN or RST. */
async function ended(end: Deno.TcpConn): Promise<boolean> {
  return await end.read(new Uint8Array(1)).then(
    (n) => n === null,
    (error) => error instanceof Deno.errors.ConnectionReset,
  );
}

/** Waits in several turns, so that what has arrived is read meanwhile even if a busy machine delays one of them. */
async function after(milliseconds: number): Promise<"nothing"> {
  for (let turn = 0; turn < 10; turn++) await sleep(milliseconds / 10);
  return "nothing";
}

test("TcpProxy forwards all bytes in order, and the end of the stream", async () => {
  const { stack, connect } = await setUp();
  await using _ = stack;
  const end = await connect();
  const bytes = counted(3_000_000);
  const { back } = await roundTrip(end, bytes);
  expect(back).toEqual(bytes);
  await end.closeWrite();
  expect(await end.read(new Uint8Array(1))).toBeNull();
});

test("TcpProxy delays each direction, without reordering or lowering the throughput", () =>
  whileQuiet(20, async () => {
    const { stack, connect } = await setUp({ delay: 0.05 });
    await using _ = stack;
    const end = await connect();
    const ping = await roundTrip(end, counted(1));
    expect(ping.seconds).toBeGreaterThanOrEqual(0.1);
    expect(ping.seconds).toBeLessThan(0.2);
    const bytes = counted(4_000_000);
    const { seconds, back } = await roundTrip(end, bytes);
    expect(back).toEqual(bytes);
    expect(seconds).toBeGreaterThanOrEqual(0.1);
    // One chunk of 64 KiB at a time would take 61 times 50 ms.
    expect(seconds).toBeLessThan(3);
  }));

test("TcpProxy.set() changes the conditions of an open connection and of bytes in flight", async () => {
  const { stack, proxy, connect } = await setUp();
  await using _ = stack;
  const end = await connect();
  await roundTrip(end, counted(1));
  proxy.set({ ...unimpaired, delay: 60 });
  const slow = roundTrip(end, counted(10));
  expect(await Promise.race([slow, after(100)])).toBe("nothing");
  proxy.set(unimpaired);
  expect((await slow).back).toEqual(counted(10));
});

test("TcpProxy limits all connections of one direction together to the bandwidth", () =>
  whileQuiet(20, async () => {
    const { stack, connect } = await setUp({ bandwidth: 1_000_000 });
    await using _ = stack;
    const ends = [await connect(), await connect()];
    const trips = await Promise.all(
      ends.map((end) => roundTrip(end, counted(250_000))),
    );
    for (const { back } of trips) expect(back).toEqual(counted(250_000));
    // 500 kB at 1 MB/s, less what a burst of 20 ms lets through each way.
    const seconds = Math.max(...trips.map(({ seconds }) => seconds));
    expect(seconds).toBeGreaterThan(0.45);
    expect(seconds).toBeLessThan(0.9);
  }));

test("TcpProxy blocks a writer when the reader does not read", async () => {
  const { stack, proxy, connect } = await setUp();
  await using _ = stack;
  const end = await connect();
  const writing = (async () => {
    let sent = 0;
    const bytes = counted(1 << 20);
    try {
      while (sent < 200) {
        await send(end, bytes);
        sent += 1;
      }
    } catch {
      // Closed by reset() below.
    }
    return sent;
  })();
  expect(await Promise.race([writing, after(300)])).toBe("nothing");
  proxy.reset();
  expect(await writing).toBeLessThan(100);
});

test("TcpProxy keeps connections open while it drops bytes, and closes those that lost some afterwards", async () => {
  const { stack, proxy, connect } = await setUp();
  await using _ = stack;
  const [used, idle] = [await connect(), await connect()];
  await roundTrip(used, counted(5));
  await roundTrip(idle, counted(5));
  proxy.set({ ...unimpaired, drop: true });
  await send(used, counted(5));
  const reading = ended(used);
  expect(await Promise.race([reading, after(100)])).toBe("nothing");
  proxy.set(unimpaired);
  expect(await reading).toBe(true);
  expect((await roundTrip(idle, counted(5))).back).toEqual(counted(5));
});

test("TcpProxy does not forward a close while it drops bytes", async () => {
  const { stack, echo, proxy, connect } = await setUp();
  await using _ = stack;
  const end = await connect();
  await roundTrip(end, counted(5));
  proxy.set({ ...unimpaired, drop: true });
  for (const far of echo.ends) far.close();
  const reading = ended(end);
  expect(await Promise.race([reading, after(100)])).toBe("nothing");
  proxy.set(unimpaired);
  expect(await reading).toBe(true);
});

test("TcpProxy.reset() closes all connections and accepts new ones", async () => {
  const { stack, proxy, connect } = await setUp();
  await using _ = stack;
  const ends = [await connect(), await connect()];
  for (const end of ends) await roundTrip(end, counted(5));
  proxy.reset();
  for (const end of ends) expect(await ended(end)).toBe(true);
  const again = await connect();
  expect((await roundTrip(again, counted(5))).back).toEqual(counted(5));
});

test("TcpProxy closes the client's connection while the target refuses, and forwards once it listens", async () => {
  const address = { hostname: "127.0.0.1", port: closedPort() };
  await using proxy = await TcpProxy.listen(address);
  const connect = () =>
    Deno.connect({ hostname: "127.0.0.1", port: proxy.port });
  {
    using end = await connect();
    expect(await ended(end)).toBe(true);
  }
  using late = Deno.listen(address);
  using end = await connect();
  using far = await late.accept();
  await send(end, counted(5));
  expect(await receive(far, 5)).toEqual(counted(5));
});

test("TcpProxy closes delayed connections at once on dispose, and frees its port", async () => {
  const { stack, proxy, connect } = await setUp({ delay: 60 });
  const end = await connect();
  await send(end, counted(5));
  await after(20);
  const from = performance.now();
  await proxy[Symbol.asyncDispose]();
  expect(performance.now() - from).toBeLessThan(1000);
  expect(await ended(end)).toBe(true);
  Deno.listen({ hostname: "127.0.0.1", port: proxy.port }).close();
  await stack.disposeAsync();
});
