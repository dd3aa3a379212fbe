import { expect, test } from "vitest";
import { calm, TcpProxy, type Weather } from "../../../src/lab/network/tcp_proxy.ts";

/** Sends back what it gets, and the end of the stream too; counts who has come. */
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

async function setUp(weather: Partial<Weather> = {}) {
  const stack = new AsyncDisposableStack();
  const echo = stack.use(listenEcho());
  const proxy = stack.use(await TcpProxy.listen(echo.address));
  proxy.set({ ...calm, ...weather });
  const connect = async () =>
    stack.use(await Deno.connect({ hostname: "127.0.0.1", port: proxy.port }));
  return { stack, echo, proxy, connect };
}

async function send(end: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) {
    sent += await end.write(bytes.subarray(sent));
  }
}

/** Reads so many bytes, fewer when the stream ends before. */
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

/** Bytes of which none equals its neighbours, so that any reordering shows. */
function counted(n: number): Uint8Array {
  return Uint8Array.from({ length: n }, (_, i) => i % 251);
}

/** Seconds from the first byte sent to the last one back. */
async function roundTrip(end: Deno.TcpConn, bytes: Uint8Array) {
  const from = performance.now();
  const [, back] = await Promise.all([
    send(end, bytes),
    receive(end, bytes.length),
  ]);
  return { seconds: (performance.now() - from) / 1000, back };
}

/** Whether the connection ended, be it by FIN or RST. */
async function ended(end: Deno.TcpConn): Promise<boolean> {
  return await end.read(new Uint8Array(1)).then(
    (n) => n === null,
    (error) => error instanceof Deno.errors.ConnectionReset,
  );
}

function after(milliseconds: number): Promise<"nothing"> {
  return new Promise((resolve) =>
    setTimeout(() => resolve("nothing"), milliseconds)
  );
}

test("TcpProxy carries all bytes in order, and the end of the stream", async () => {
  const { stack, connect } = await setUp();
  await using _ = stack;
  const end = await connect();
  const bytes = counted(3_000_000);
  const { back } = await roundTrip(end, bytes);
  expect(back).toEqual(bytes);
  await end.closeWrite();
  expect(await end.read(new Uint8Array(1))).toBeNull();
});

test("TcpProxy delays each way, without reordering and without lowering the throughput", async () => {
  const { stack, connect } = await setUp({ delay: 0.05 });
  await using _ = stack;
  const end = await connect();
  const ping = await roundTrip(end, counted(1));
  expect(ping.seconds).toBeGreaterThanOrEqual(0.1);
  expect(ping.seconds).toBeLessThan(0.2);
  const bytes = counted(4_000_000);
  const { seconds, back } = await roundTrip(end, bytes);
  expect(back).toEqual(bytes);
  // One chunk of 64 KiB at a time would take 62 times 50 ms.
  expect(seconds).toBeGreaterThanOrEqual(0.1);
  expect(seconds).toBeLessThan(1);
});

test("TcpProxy.set() changes the weather of a living connection and of bytes on their way", async () => {
  const { stack, proxy, connect } = await setUp();
  await using _ = stack;
  const end = await connect();
  expect((await roundTrip(end, counted(1))).seconds).toBeLessThan(0.1);
  proxy.set({ ...calm, delay: 60 });
  const slow = roundTrip(end, counted(10));
  expect(await Promise.race([slow, after(100)])).toBe("nothing");
  proxy.set(calm);
  expect((await slow).back).toEqual(counted(10));
});

test("TcpProxy holds all connections of one direction to the bandwidth", async () => {
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
});

test("TcpProxy holds up a writer when the reader does not read", async () => {
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
      // Cut below.
    }
    return sent;
  })();
  expect(await Promise.race([writing, after(300)])).toBe("nothing");
  proxy.reset();
  expect(await writing).toBeLessThan(100);
});

test("TcpProxy swallows bytes while it drops, keeps connections open, and cuts those with a hole afterwards", async () => {
  const { stack, proxy, connect } = await setUp();
  await using _ = stack;
  const [used, idle] = [await connect(), await connect()];
  await roundTrip(used, counted(5));
  await roundTrip(idle, counted(5));
  proxy.set({ ...calm, drop: true });
  await send(used, counted(5));
  const reading = ended(used);
  expect(await Promise.race([reading, after(100)])).toBe("nothing");
  proxy.set(calm);
  expect(await reading).toBe(true);
  expect((await roundTrip(idle, counted(5))).back).toEqual(counted(5));
});

test("TcpProxy tells nobody of an end that is gone while it drops", async () => {
  const { stack, echo, proxy, connect } = await setUp();
  await using _ = stack;
  const end = await connect();
  await roundTrip(end, counted(5));
  proxy.set({ ...calm, drop: true });
  for (const far of echo.ends) far.close();
  const reading = ended(end);
  expect(await Promise.race([reading, after(100)])).toBe("nothing");
  proxy.set(calm);
  expect(await reading).toBe(true);
});

test("TcpProxy.reset() cuts all connections and takes new ones", async () => {
  const { stack, proxy, connect } = await setUp();
  await using _ = stack;
  const ends = [await connect(), await connect()];
  for (const end of ends) await roundTrip(end, counted(5));
  proxy.reset();
  for (const end of ends) expect(await ended(end)).toBe(true);
  const again = await connect();
  expect((await roundTrip(again, counted(5))).back).toEqual(counted(5));
});

test("TcpProxy closes the client's connection when the target refuses, and serves when it is there", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const address = { hostname: "127.0.0.1", port: listener.addr.port };
  listener.close();
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

test("TcpProxy cuts what is held when it is disposed of, at once, and frees its port", async () => {
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
