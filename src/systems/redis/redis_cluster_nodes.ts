/** What the nodes of a Redis Cluster know of each other. */
import type { Endpoint } from "../../lab/system/client_spec.ts";
import { askRedis } from "./redis_command.ts";

/** A node as another one sees it. */
export interface KnownNode {
  readonly id: string;
  /** `127.0.0.1:7000`. */
  readonly address: string;
  readonly busPort: string;
  /** Such as `myself`, `master`, `slave`, `fail`. */
  readonly flags: readonly string[];
  /** Id of the one it replicates; `-` for a master. */
  readonly master: string;
  /** Ranges `0-5460` and single slots; those under way between two masters are in brackets. */
  readonly slots: readonly string[];
}

/** What a node says to CLUSTER NODES; null when it does not within `timeout` seconds. */
export async function askNodes(
  endpoint: Endpoint,
  options: { readonly timeout?: number } = {},
): Promise<KnownNode[] | null> {
  const reply = await askRedis(endpoint, ["CLUSTER", "NODES"], options);
  return reply === null || reply.startsWith("-") ? null : parseNodes(reply);
}

/** A line is: id, address@bus port, flags, master, ping, pong, epoch, link, slots. */
function parseNodes(reply: string): KnownNode[] {
  return reply.trimEnd().split("\n").map((line) => {
    const [id = "", place = "", flags = "", master = "", ...rest] = line
      .split(" ");
    const [address = "", bus = ""] = place.split("@");
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
