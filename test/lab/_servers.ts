/** Servers on loopback that do as they are told. */
import { sleep } from "./_until.ts";

/** A port of loopback on which nobody listens: none of those that Linux gives to connections, which could take it. */
export { freePort as closedPort } from "../testing/free_port.ts";

/** A server of raw TCP; dispose of it to end it and all its connections. */
export interface TcpServer extends Disposable {
  readonly port: number;
  /** Connections that were taken, and those that are open. */
  readonly counts: { taken: number; open: number };
}

/** Serves each connection with `serve`, and closes it after that. */
export function serveTcp(
  serve: (connection: Deno.TcpConn, number: number) => Promise<void>,
  { port = 0 } = {},
): TcpServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port });
  const open = new Set<Deno.TcpConn>();
  const counts = { taken: 0, open: 0 };
  const close = (connection: Deno.TcpConn) => {
    if (!open.delete(connection)) return;
    counts.open--;
    connection.close();
  };
  (async () => {
    for await (const connection of listener) {
      open.add(connection);
      counts.open++;
      connection.setNoDelay(true);
      // A connection that we closed ourselves, or the client did, throws whatever it does next.
      serve(connection, counts.taken++).catch(() => {})
        .finally(() => close(connection));
    }
  })();
  return {
    port: listener.addr.port,
    counts,
    [Symbol.dispose]() {
      listener.close();
      for (const connection of open) close(connection);
    },
  };
}

/** Answers each request, which must come in one piece, with the next of `answers`; then goes on listening in silence. */
export function serveAnswers(
  answers: readonly string[],
  { pieces = (answer: string) => [answer], port = 0 } = {},
): TcpServer & { readonly requests: string[] } {
  const requests: string[] = [];
  const left = [...answers];
  const server = serveTcp(async (connection) => {
    for (;;) {
      const request = await readSome(connection);
      if (request === null) return;
      requests.push(request);
      const answer = left.shift();
      if (answer === undefined) continue;
      for (const [i, piece] of pieces(answer).entries()) {
        if (i > 0) await sleep(0);
        await write(connection, piece);
      }
    }
  }, { port });
  return Object.assign(server, { requests });
}

/** What comes next as text of one character a byte; null at the end. */
export async function readSome(
  connection: Deno.TcpConn,
): Promise<string | null> {
  const bytes = new Uint8Array(64 * 1024);
  const length = await connection.read(bytes);
  return length === null ? null : toText(bytes.subarray(0, length));
}

/** Bytes as text of one character a byte. */
export function toText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** Writes all of a text of one character a byte. */
export async function write(
  connection: Deno.TcpConn,
  text: string,
): Promise<void> {
  const bytes = Uint8Array.from(text, (one) => one.charCodeAt(0));
  for (let at = 0; at < bytes.length;) {
    at += await connection.write(bytes.subarray(at));
  }
}

/** A port whose connections are never made: a handshake that nobody answers, as behind a cut cable. Holds them until disposed of. */
export async function hangingPort(): Promise<Disposable & { port: number }> {
  const options = { hostname: "127.0.0.1", port: 0, tcpBacklog: 0 };
  const listener = Deno.listen(options);
  const { port } = listener.addr;
  const held: Deno.TcpConn[] = [];
  for (let full = false; !full;) {
    const signal = AbortSignal.timeout(100);
    await Deno.connect({ hostname: "127.0.0.1", port, signal }).then(
      (connection) => held.push(connection),
      () => full = true,
    );
  }
  return {
    port,
    [Symbol.dispose]() {
      listener.close();
      for (const connection of held) connection.close();
    },
  };
}
