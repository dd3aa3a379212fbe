/** A server on loopback whose every byte a test decides. */

export interface TcpServer extends AsyncDisposable {
  readonly port: number;
  /** Connections so far. */
  readonly accepted: number;
}

/** Hands each connection to `serve`, and closes it after that. */
export function startTcpServer(
  serve: (connection: Deno.TcpConn, number: number) => Promise<void>,
): TcpServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let accepted = 0;
  const accepting = (async () => {
    for await (const connection of listener) {
      open.add(connection);
      serve(connection, accepted++).catch(() => {}).finally(() => {
        if (open.delete(connection)) connection.close();
      });
    }
  })();
  return {
    port: listener.addr.port,
    get accepted() {
      return accepted;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) connection.close();
      open.clear();
      await accepting;
    },
  };
}

/** Reads one HTTP request with its body; null when the other side has ended. */
export async function readRequest(
  connection: Deno.TcpConn,
): Promise<string | null> {
  const decoder = new TextDecoder("latin1");
  const buffer = new Uint8Array(65_536);
  let text = "";
  for (;;) {
    const length = await connection.read(buffer);
    if (length === null) return null;
    text += decoder.decode(buffer.subarray(0, length));
    const head = text.indexOf("\r\n\r\n");
    const body = Number(/^content-length: (\d+)/m.exec(text)?.[1] ?? 0);
    if (head >= 0 && text.length >= head + 4 + body) return text;
  }
}

export async function writeText(
  connection: Deno.TcpConn,
  text: string,
): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) {
    at += await connection.write(bytes.subarray(at));
  }
}

/** A free port on which nobody listens. */
export function closedPort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
