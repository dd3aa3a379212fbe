/**
 * Small replicated key-value node: a real cluster to measure where no other is installed. Each node is a process:
 * `deno run --allow-net=127.0.0.1 main.ts --port 7000 --name node-0 --peers node-1=127.0.0.1:7001,...`
 *
 * Guarantees: every node stores every key; there is no leader; clients may use any node. As long as only a minority of
 * nodes is without its memory at a time (from crash until ready again), and no response between nodes is delayed for
 * longer than a restart takes:
 * - an acknowledged write (201) is on a majority of the configured nodes;
 * - a read that starts afterwards returns this value or a newer one, from any node;
 * - of two writes of one key, the one that started after the other was acknowledged wins; of concurrent writes, the
 *   same one wins on all nodes;
 * - a restarted node takes part in writes at once, and in reads once it has pulled what it lost.
 *
 * With more than some hundred requests in flight, a node refuses further ones with 503.
 *
 * Not guaranteed: durability, as all data is in memory, so losing a majority at once loses data. Linearizability: a
 * write that failed with 503 may take effect later, and one that was retried internally may take effect twice around a
 * concurrent write. Confidentiality: it serves plain HTTP to every process on this machine, and to no other machine.
 * Times to live follow the machine's clock; tombstones are kept for an hour, so a node paused for longer may restore
 * deleted values.
 */
import { parseArgs } from "node:util";
import { KvNode, type NodeOptions } from "./node.ts";
import type { PeerAddress } from "./peer.ts";

const NAME = /^[A-Za-z0-9-]{1,40}$/;
const PEER = /^([A-Za-z0-9-]{1,40})=(127\.0\.0\.1):(\d{1,5})$/;

/** Grace period for requests in flight after SIGTERM. */
const GRACE_PERIOD_MS = 1500;

/** Reads the command line. Throws TypeError or RangeError if it is invalid. */
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
      `Cannot start as every node must have a different name: ${values.peers}`,
    );
  }
  return {
    name: values.name,
    port: readNumber("--port", values.port, { min: 1, max: 65_535 }),
    peers,
    timeout: readNumber("--timeout", values.timeout, { min: 0.05, max: 60 }),
    memory: readNumber("--memory", values.memory, { min: 1, max: 2 ** 50 }),
  };
}

function readPeer(peer: string): PeerAddress {
  const [, name, host, port] = PEER.exec(peer) ?? [];
  if (name === undefined || host === undefined) {
    throw new TypeError(
      `Cannot start as --peers must be name=127.0.0.1:port,...: ${peer}`,
    );
  }
  const limits = { min: 1, max: 65_535 };
  return { name, host, port: readNumber("--peers", port, limits) };
}

function readNumber(
  option: string,
  text: string | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const number = text ? Number(text) : NaN;
  if (number >= min && number <= max) return number;
  throw new RangeError(
    `Cannot start as ${option} must be ${min} to ${max}: ${text ?? "none"}`,
  );
}

/** Starts the node and returns when SIGTERM or SIGINT has stopped it. */
async function main(): Promise<void> {
  const stop = Promise.withResolvers<void>();
  await using _node = KvNode.start(readArguments(Deno.args));
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, stop.resolve);
  }
  await stop.promise;
  // Do not wait for a client that never ends its request.
  Deno.unrefTimer(setTimeout(() => Deno.exit(0), GRACE_PERIOD_MS));
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
