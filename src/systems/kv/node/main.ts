/**
 * A small replicated key-value node, to have a real cluster to measure where none is installed. Runs as a process of its
 * own: `deno run --allow-net=127.0.0.1 main.ts --port 7000 --name node-0 --peers node-1=127.0.0.1:7001,...`
 *
 * What it is: every node keeps every key; there is no leader; a client may ask any node. As long as fewer nodes than a
 * majority are without their memory at a time (from crash until ready again), and no answer between nodes is delayed for
 * longer than a restart takes:
 * - a write that was acknowledged (201) is on a majority of the configured nodes;
 * - a read that starts after that returns this value or a newer one, whichever node is asked;
 * - of two writes of one key, the one that began after the other was acknowledged wins; of writes at the same time, one
 *   wins on all nodes;
 * - a node that restarts takes part in writes at once, and in reads when it has pulled what it lost.
 * Beyond some hundred requests at once it refuses with 503 what it would have to keep waiting.
 *
 * What it is not: durable, as all is in memory, and a majority lost together is data lost. Linearizable: a write that
 * failed with 503 may appear later, and one that had to be tried again may appear twice around another at the same time. A
 * place for secrets: it speaks plain HTTP to all on this machine, and to nobody else. Times to live go by the clock of the
 * machine; what is deleted or expired is remembered for an hour, so a node that was paused for longer may bring it back.
 */
import { parseArgs } from "node:util";
import { KvNode, type NodeOptions } from "./node.ts";
import type { PeerAddress } from "./peer.ts";

const NAME = /^[A-Za-z0-9-]{1,40}$/;
const PEER = /^([A-Za-z0-9-]{1,40})=(127\.0\.0\.1):(\d{1,5})$/;

/** Milliseconds that requests get to be answered after SIGTERM. */
const GRACE = 1500;

/** Reads the command line; throws TypeError or RangeError that says what is wrong. */
export function readArguments(args: readonly string[]): NodeOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string" },
      name: { type: "string", default: "node-0" },
      peers: { type: "string", default: "" },
      timeout: { type: "string", default: "2" },
      memory: { type: "string", default: String(2 * 1024 ** 3) },
    },
  });
  if (!NAME.test(values.name)) {
    throw new TypeError(
      `Cannot start as --name must be letters, digits and -: ${values.name}`,
    );
  }
  const peers = values.peers.split(",").filter((peer) => peer).map(readPeer);
  const names = new Set([values.name, ...peers.map(({ name }) => name)]);
  if (names.size !== peers.length + 1) {
    throw new TypeError(
      `Cannot start as every node must have a name of its own: ${values.peers}`,
    );
  }
  return {
    name: values.name,
    port: readNumber("--port", values.port, { least: 1, most: 65_535 }),
    peers,
    timeout: readNumber("--timeout", values.timeout, {
      least: 0.05,
      most: 60,
    }),
    memory: readNumber("--memory", values.memory, { least: 1, most: 2 ** 50 }),
  };
}

function readPeer(peer: string): PeerAddress {
  const [, name, host, port] = PEER.exec(peer) ?? [];
  if (name === undefined || host === undefined) {
    throw new TypeError(
      `Cannot start as --peers must be name=127.0.0.1:port,...: ${peer}`,
    );
  }
  const least = 1;
  return {
    name,
    host,
    port: readNumber("--peers", port, { least, most: 65_535 }),
  };
}

function readNumber(
  option: string,
  given: string | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const number = given ? Number(given) : NaN;
  if (number >= least && number <= most) return number;
  throw new RangeError(
    `Cannot start as ${option} must be ${least} to ${most}: ${given ?? "none"}`,
  );
}

/** Starts the node and has it stop at SIGTERM or SIGINT; returns when it has. */
async function main(): Promise<void> {
  const stop = Promise.withResolvers<void>();
  await using _node = KvNode.start(readArguments(Deno.args));
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, stop.resolve);
  }
  await stop.promise;
  // A client that never ends its request does not keep us.
  Deno.unrefTimer(setTimeout(() => Deno.exit(0), GRACE));
}

if (import.meta.main) {
  try {
    await main();
    Deno.exit(0);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    Deno.stderr.writeSync(new TextEncoder().encode(`${reason}\n`));
    Deno.exit(1);
  }
}
