import { expect, test } from "vitest";
import {
  type Attempt,
  successful,
  unsuccessful,
} from "../../../src/lab/clients/attempt.ts";
import { HttpExchange } from "../../../src/lab/clients/http_exchange.ts";
import type { HttpResponse } from "../../../src/lab/clients/http_response.ts";
import {
  closedPort,
  hangingPort,
  readSome,
  serveTcp,
  toText,
  write,
} from "../_servers.ts";
import { sleep } from "../_until.ts";
import { openPolled } from "./_polled.ts";

const linuxTest = test.skipIf(Deno.build.os !== "linux");

const request = new TextEncoder().encode(
  "PUT /a HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nhi",
);
/** More than the buffers of a connection hold. */
const large = new Uint8Array(16 * 2 ** 20).fill(120);

function classify({ status, body }: HttpResponse): Attempt {
  if (status === 500) throw new TypeError("no such status");
  return status === 200
    ? successful(body.length)
    : unsuccessful("failed", `${status} ${toText(body)}`, String(status));
}

function toHttp(status: number, body = "", headers = ""): string {
  return `HTTP/1.1 ${status} X\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;
}

/** Serves one connection; the next begins once it has returned. */
type Serve = (connection: Deno.TcpConn) => Promise<void>;

/** Answers one request with pieces, with a pause between them. */
function answer(...pieces: readonly string[]): Serve {
  return async (connection) => {
    if (await readSome(connection) === null) return;
    for (const [i, piece] of pieces.entries()) {
      if (i > 0) await sleep(1);
      await write(connection, piece);
    }
  };
}

/** Serves connections one after the other, as they are taken. */
function inTurn(serves: readonly Serve[]) {
  return serveTcp(async (connection, number) => {
    await serves[number]?.(connection);
  });
}

const chunked = "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n";

/** For each connection how it is served, and the outcomes of the requests that are sent one after the other. */
const cases: readonly (readonly [
  name: string,
  serves: readonly Serve[],
  outcomes: readonly string[],
])[] = [
  ["one connection for all", [async (connection) => {
    for (const text of [toHttp(200, "a"), toHttp(404, "b"), toHttp(200)]) {
      await answer(text)(connection);
    }
  }], ["ok", "failed", "ok"]],
  ["a response byte by byte", [answer(...toHttp(200, "abc"))], ["ok"]],
  [
    "chunks",
    [answer(chunked, "3\r\nabc\r\n", "0\r\n", "\r\n")],
    ["ok"],
  ],
  [
    "a body that ends with the connection",
    [answer("HTTP/1.1 200 X\r\n\r\n", "and so on")],
    ["ok"],
  ],
  [
    "a close that was announced",
    [answer(toHttp(200, "", "connection: close\r\n")), answer(toHttp(200))],
    ["ok", "ok"],
  ],
  [
    "two responses to one request",
    [answer(toHttp(200) + toHttp(404)), answer(toHttp(200))],
    ["ok", "ok"],
  ],
  [
    "a close before the response",
    [answer(), answer(toHttp(200))],
    ["refused", "ok"],
  ],
  [
    "a close within the head",
    [answer("HTTP/1.1 200 OK\r\nconte"), answer(toHttp(200))],
    ["failed", "ok"],
  ],
  [
    "a close within the body",
    [answer(toHttp(200, "ab").slice(0, -1)), answer(toHttp(200))],
    ["failed", "ok"],
  ],
  [
    "another protocol",
    [answer("SSH-2.0-OpenSSH\r\n\r\n\r\n"), answer(toHttp(200))],
    ["failed", "ok"],
  ],
  [
    "a response that cannot be judged",
    [async (connection) => {
      await answer(toHttp(500))(connection);
      await answer(toHttp(200))(connection);
    }],
    ["failed", "ok"],
  ],
];

linuxTest.each(cases)(
  "PolledExchange makes of %s what HttpExchange makes of it",
  async (_, serves, outcomes) => {
    const seen: Attempt[][] = [];
    using first = inTurn(serves);
    using polled = openPolled(first.port, classify);
    using second = inTurn(serves);
    using exchange = new HttpExchange(
      { host: "127.0.0.1", port: second.port },
      { timeout: 5 },
    );
    for (const _outcome of outcomes) {
      seen.push([
        await polled.send(request),
        await exchange.send(request, classify),
      ]);
      // The server may close its side a moment after its response.
      const from = performance.now();
      await polled.until(() => performance.now() > from + 20);
    }
    expect(seen.map(([ours]) => ours?.outcome)).toEqual(outcomes);
    for (const [ours, theirs] of seen) expect(ours).toEqual(theirs);
    expect(first.counts.taken).toBe(second.counts.taken);
    expect(first.counts.taken).toBe(serves.length);
  },
);

linuxTest(
  "PolledExchange is refused by a closed port, and connects once a server listens",
  async () => {
    const port = closedPort();
    using polled = openPolled(port, classify);
    expect(await polled.send(request)).toEqual({
      ...{ outcome: "refused", error: "Connection refused (os error 111)" },
      ...{ code: "", bytes: 0 },
    });
    using server = serveTcp(answer(toHttp(200, "yes")), { port });
    expect(await polled.send(request)).toEqual(successful(3));
    expect(server.counts.taken).toBe(1);
  },
);

linuxTest(
  "PolledExchange is refused by a server that closes without reading",
  async () => {
    using server = serveTcp(() => Promise.resolve());
    using polled = openPolled(server.port, classify);
    for (let i = 0; i < 3; i++) {
      expect((await polled.send(request)).outcome).toBe("refused");
    }
  },
);

linuxTest(
  "PolledExchange times out, drops the connection, and takes no late response for that of the next request",
  async () => {
    using server = serveTcp(async (connection) => {
      for (const [pause, status] of [[150, 404], [0, 200]] as const) {
        await readSome(connection);
        await sleep(pause);
        await write(connection, toHttp(status));
      }
    });
    using polled = openPolled(server.port, classify, 0.1);
    const from = performance.now();
    expect(await polled.send(request)).toEqual({
      ...{ outcome: "timeout", error: "no answer in 0.1 s" },
      ...{ code: "", bytes: 0 },
    });
    expect(performance.now() - from).toBeGreaterThan(99);
    await polled.until(() => server.counts.open === 0);
    expect((await polled.send(request)).outcome).toBe("timeout");
    expect(server.counts.taken).toBe(2);
  },
);

linuxTest(
  "PolledExchange times out connecting, and a request that nobody reads",
  async () => {
    using hanging = await hangingPort();
    using polled = openPolled(hanging.port, classify, 0.1);
    for (let i = 0; i < 2; i++) {
      expect((await polled.send(request)).outcome).toBe("timeout");
    }
    using unread = serveTcp(() => sleep(1000));
    using other = openPolled(unread.port, classify, 0.1);
    expect((await other.send(large)).outcome).toBe("timeout");
  },
);

linuxTest("PolledExchange sends a large request whole", async () => {
  let received = 0;
  using server = serveTcp(async (connection) => {
    const buffer = new Uint8Array(2 ** 20);
    while (received < large.length) {
      received += await connection.read(buffer) ?? Infinity;
    }
    await write(connection, toHttp(200));
    await readSome(connection);
  });
  using polled = openPolled(server.port, classify);
  expect((await polled.send(large)).outcome).toBe("ok");
  expect(received).toBe(large.length);
});

linuxTest(
  "PolledExchange takes the response of a server that does not read the whole request, and not its connection again",
  async () => {
    using server = serveTcp(async (connection, number) => {
      await readSome(connection);
      await write(connection, toHttp(number === 0 ? 404 : 200));
      await connection.closeWrite();
      await sleep(50);
    });
    using polled = openPolled(server.port, classify);
    expect((await polled.send(large)).code).toBe("404");
    expect((await polled.send(request)).outcome).toBe("ok");
    expect(server.counts.taken).toBe(2);
  },
);

linuxTest.each([["closes it", ""], ["sends unsolicited bytes", toHttp(404)]])(
  "PolledExchange detects between two requests that the server %s",
  async (_, text) => {
    using server = serveTcp(async (connection) => {
      await readSome(connection);
      await write(connection, toHttp(200));
      await sleep(5);
      await write(connection, text);
    });
    using polled = openPolled(server.port, classify);
    for (let i = 0; i < 3; i++) {
      expect((await polled.send(request)).outcome).toBe("ok");
      await polled.until(() => server.counts.open === 0);
      const from = performance.now();
      await polled.until(() => performance.now() > from + 20);
    }
    expect(server.counts.taken).toBe(3);
  },
);

linuxTest(
  "PolledExchange closes its connection when it is disposed of",
  async () => {
    using server = serveTcp(async (connection) => {
      await answer(toHttp(200))(connection);
      await readSome(connection);
    });
    const polled = openPolled(server.port, classify);
    await polled.send(request);
    expect(server.counts.open).toBe(1);
    polled[Symbol.dispose]();
    while (server.counts.open > 0) await sleep(5);
  },
);
