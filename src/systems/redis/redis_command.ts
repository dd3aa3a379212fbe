/** One command to one Redis, for who sets up and watches a cluster. Load goes by the lab's own client. */
import type { Endpoint } from "../../lab/system/client_spec.ts";

/**
 * The reply in RESP2 as text: a bulk string, a status, a number, or an error with its minus sign. Null when there is none
 * within `timeout` seconds.
 */
export async function askRedis(
  { host, port }: Endpoint,
  command: readonly string[],
  { timeout = 0.8 }: { readonly timeout?: number } = {},
): Promise<string | null> {
  const signal = AbortSignal.timeout(timeout * 1000);
  try {
    using connection = await Deno.connect({ hostname: host, port, signal });
    // What is read meanwhile fails then.
    signal.addEventListener("abort", () => connection[Symbol.dispose]());
    await connection.write(encode(command));
    return await readReply(connection);
  } catch {
    return null;
  }
}

/** Commands of ours are short ASCII, and fit in one write. */
function encode(command: readonly string[]): Uint8Array {
  const parts = command.map((word) => `$${word.length}\r\n${word}\r\n`);
  return new TextEncoder().encode(`*${command.length}\r\n${parts.join("")}`);
}

async function readReply(connection: Deno.TcpConn): Promise<string> {
  const decoder = new TextDecoder("latin1");
  const chunk = new Uint8Array(16_384);
  let text = "";
  for (;;) {
    const n = await connection.read(chunk);
    if (n === null) throw new Error("Cannot read a reply as it is cut short");
    text += decoder.decode(chunk.subarray(0, n));
    const end = text.indexOf("\r\n");
    if (end === -1) continue;
    const line = text.slice(0, end);
    if (!line.startsWith("$")) return line.replace(/^[+:]/, "");
    const length = Number(line.slice(1));
    const body = text.slice(end + 2);
    if (body.length >= length + 2) return body.slice(0, length);
  }
}
