import { expect, test } from "vitest";
import { toValue } from "../../src/lab/keys.ts";
import { RespClient, toSlot } from "../../src/lab/resp_client.ts";

/** A server that answers each command, its words joined by spaces, with what `answer` says. */
async function withServer(
  answer: (command: string) => string,
  body: (port: number) => Promise<void>,
): Promise<string[]> {
  const heard: string[] = [];
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const sockets: Deno.Conn[] = [];
  const serve = async (socket: Deno.Conn) => {
    const buffer = new Uint8Array(65_536);
    for (let n; (n = await socket.read(buffer).catch(() => null));) {
      const words = new TextDecoder("latin1").decode(buffer.subarray(0, n))
        .split("\r\n").filter((line, i) => i > 0 && !line.startsWith("$"))
        .filter((line) => line !== "");
      const command = [words[0], words[1] ?? ""].join(" ").trim();
      heard.push(command);
      // In pieces, as a network may.
      for (const piece of answer(command).match(/[^]{1,3}/g) ?? []) {
        await socket.write(new TextEncoder().encode(piece)).catch(() => 0);
      }
    }
  };
  const serving = (async () => {
    for await (const socket of listener) {
      sockets.push(socket);
      serve(socket);
    }
  })();
  try {
    await body((listener.addr as Deno.NetAddr).port);
  } finally {
    listener.close();
    await serving;
    for (const socket of sockets) socket.close();
  }
  return heard;
}

function toClient(port: number): RespClient {
  return new RespClient(
    { name: "node-0", host: "127.0.0.1", port },
    { timeout: 1 },
  );
}

test("toSlot() is the CRC16 of the Redis cluster specification", () => {
  expect(toSlot("123456789")).toBe(0x31c3 % 16_384);
  expect(toSlot("foo")).toBe(12_182);
});

test("RespClient calls answers what they are", async () => {
  const value = toValue("key-1", 10);
  const text = new TextDecoder("latin1").decode(value.subarray(0, 6)) + "abcd";
  const answers: Record<string, string> = {
    "SET key-1": "+OK\r\n",
    "SET key-2": "-CLUSTERDOWN The cluster is down\r\n",
    "GET key-1": `$10\r\n${text}\r\n`,
    "GET key-2": "$-1\r\n",
    "GET key-3": "$5\r\nother\r\n",
    "GET key-4": ":1\r\n",
    "GET key-5": "HTTP/1.1 400\r\n",
  };
  await withServer(
    (command) => answers[command] ?? "-ERR\r\n",
    async (port) => {
      using client = toClient(port);
      expect(await client.put("key-1", value))
        .toEqual({ outcome: "ok", error: "", bytes: 10 });
      expect(await client.put("key-2", value)).toEqual({
        outcome: "failed",
        error: "CLUSTERDOWN The cluster is down",
        bytes: 0,
      });
      expect((await client.get("key-1", value)).outcome).toBe("ok");
      expect((await client.get("key-2", value)).outcome).toBe("miss");
      expect((await client.get("key-3", toValue("key-3", 5))).outcome)
        .toBe("miss");
      expect((await client.get("key-4", value)).outcome).toBe("miss");
      expect((await client.get("key-5", value)).outcome).toBe("failed");
    },
  );
});

test("RespClient follows MOVED for good and ASK for once", async () => {
  let away = 0;
  const there = await withServer(
    () => "+OK\r\n",
    async (port) => {
      away = port;
      const home = await withServer(
        (command) =>
          command === "SET foo"
            ? `-MOVED 12182 127.0.0.1:${away}\r\n`
            : `-ASK 1 127.0.0.1:${away}\r\n`,
        async (port) => {
          using client = toClient(port);
          for (const key of ["foo", "foo", "bar", "bar"]) {
            expect((await client.put(key, new Uint8Array(1))).outcome)
              .toBe("ok");
          }
        },
      );
      expect(home).toEqual(["SET foo", "SET bar", "SET bar"]);
    },
  );
  expect(there).toEqual([
    ...["SET foo", "SET foo"],
    ...["ASKING", "SET bar", "ASKING", "SET bar"],
  ]);
});

test("RespClient does not go round for ever", async () => {
  let self = 0;
  const heard = await withServer(
    () => `-MOVED 1 127.0.0.1:${self}\r\n`,
    async (port) => {
      self = port;
      using client = toClient(port);
      expect(await client.put("foo", new Uint8Array(1))).toMatchObject({
        outcome: "failed",
        error: "sent from node to node without an end",
      });
    },
  );
  expect(heard.length).toBeLessThan(10);
});

test("RespClient gives up in time, and tells when nobody listens", async () => {
  await withServer(() => "", async (port) => {
    using client = new RespClient(
      { name: "node-0", host: "127.0.0.1", port },
      { timeout: 0.1 },
    );
    expect((await client.put("foo", new Uint8Array(1))).outcome)
      .toBe("timeout");
  });
  using client = toClient(1);
  expect((await client.put("foo", new Uint8Array(1))).outcome).toBe("refused");
});
