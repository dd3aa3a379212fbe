/** Opens a connection to another machine for one node of a run. */
import type { ProcessGroup } from "../processes/process_group.ts";
import { drawPort, noFreePort } from "../processes/server_ports.ts";
import { partsOf } from "./far_answers.ts";
import { FarConnection, type FarConnectionOptions } from "./far_connection.ts";
import { type FarFacts, toFacts } from "./far_reading.ts";
import type { SshTarget } from "./ssh_command.ts";

/** Ports that are tried on another machine, each by a round trip. */
const MAX_TRIES = 50;

/** A machine that answers. */
export interface OpenMachine {
  readonly connection: FarConnection;
  readonly facts: FarFacts;
}

export interface OpenMachineOptions
  extends Partial<Pick<FarConnectionOptions, "silence" | "patience">> {
  /** Name of the node. */
  readonly name: string;
  /** Owns the connection. */
  readonly processes: ProcessGroup;
  /** Ends the connection. */
  readonly signal: AbortSignal;
}

/**
 * Connects, and resolves when the other side is ready. Throws `UnavailableError` without ssh, an Error with the last line
 * that ssh or the other side wrote if that is not possible, the reason of `signal` if that aborts.
 */
export async function openMachine(
  target: SshTarget,
  { name, processes, signal, ...options }: OpenMachineOptions,
): Promise<OpenMachine> {
  signal.throwIfAborted();
  const connection = processes.use(
    new FarConnection(target, {
      name: `${processes.run}-${name}`,
      folder: processes.folder,
      ...options,
    }),
  );
  const abort = () => connection.abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    const { text } = await connection.request("machine");
    return { connection, facts: toFacts(partsOf(text, connection.token)) };
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(
      `Cannot start ${name} on ${target.host} as ${
        connection.reason ?? (error as Error).message
      }: try ssh ${target.host} true`,
      { cause: error },
    );
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Returns a port of a machine at which nothing listens, and that is not among `taken`. Throws an Error if all are taken. */
export async function findFarPort(
  connection: FarConnection,
  taken: ReadonlySet<number>,
): Promise<number> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const port = drawPort();
    if (taken.has(port)) continue;
    const hex = port.toString(16).toUpperCase().padStart(4, "0");
    const { code } = await connection.request(`listens ${hex}`);
    if (code !== 0) return port;
  }
  throw noFreePort(MAX_TRIES, ` on ${connection.host}`);
}
