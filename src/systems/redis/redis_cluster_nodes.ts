/** Reads a node's view of its Redis Cluster with CLUSTER NODES. */
import type { Endpoint } from "../../lab/system/client_spec.ts";
import { sendRedisCommand } from "./redis_command.ts";

/** One node in the view of another one. */
export interface KnownNode {
  readonly id: string;
  /** `127.0.0.1:7000`. */
  readonly address: string;
  readonly busPort: string;
  /** Such as `myself`, `master`, `slave`, `fail`. */
  readonly flags: readonly string[];
  /** Id of its master; `-` for a master. */
  readonly master: string;
  /** Ranges `0-5460` and single slots; slots that migrate between two masters are in brackets. */
  readonly slots: readonly string[];
}

/** Returns the node's view; null if there is no reply within `timeout` seconds, or an error. */
export async function readClusterNodes(
  endpoint: Endpoint,
  options: { readonly timeout?: number } = {},
): Promise<KnownNode[] | null> {
  const reply = await sendRedisCommand(endpoint, ["CLUSTER", "NODES"], options);
  return reply === null || reply.startsWith("-") ? null : parseNodes(reply);
}

/** Fields of a line: id, address@bus port, flags, master, ping, pong, epoch, link, slots. */
function parseNodes(reply: string): KnownNode[] {
  return reply.trimEnd().split("\n").map((line) => {
    const [id = "", location = "", flags = "", master = "", ...rest] = line
      .split(" ");
    const [address = "", bus = ""] = location.split("@");
    return {
      id,
      address,
      // A host name may follow.
      busPort: bus.replace(/,.*/, ""),
      flags: flags.split(","),
      master,
      slots: rest.slice(4),
    };
  });
}
