/** Sends single commands to a Redis, for setup and probes. */
import { Connection } from "../../lab/clients/connection.ts";
import { type Reply, ReplyReader } from "../../lab/clients/resp_reply.ts";
import { toCommand } from "../../lab/clients/resp_request.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";

/**
 * Sends one command over a connection of its own and returns the reply as text: a bulk string, a status, a number, or
 * an error with its minus sign. Returns null if there is no reply within `timeout` seconds.
 */
export async function sendRedisCommand(
  endpoint: Endpoint,
  command: readonly string[],
  { timeout = 0.8 }: { readonly timeout?: number } = {},
): Promise<string | null> {
  const signal = AbortSignal.timeout(timeout * 1000);
  try {
    const reader = new ReplyReader();
    const connection = await Connection.open(endpoint, { reader, signal });
    const close = () => connection.close();
    signal.addEventListener("abort", close);
    try {
      return await connection.send(toCommand(command), toText);
    } finally {
      signal.removeEventListener("abort", close);
      close();
    }
  } catch {
    // Callers treat refused, reset, late and malformed alike.
    return null;
  }
}

function toText(reply: Reply): string | null {
  switch (reply.type) {
    case "status":
      return reply.text;
    case "error":
      return `-${reply.text}`;
    case "integer":
      return String(reply.number);
    case "bulk":
      return new TextDecoder().decode(reply.value);
    case "nil":
      return null;
  }
}
