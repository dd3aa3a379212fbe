/** Starts the processes of a user's own system on other machines. */
import { placeholdersIn } from "../../lab/plan/template.ts";
import { FarProcess } from "../../lab/machines/far_process.ts";
import {
  findFarPort,
  type OpenMachine,
  openMachine,
} from "../../lab/machines/open_machine.ts";
import {
  readHostName,
  type SshTarget,
} from "../../lab/machines/ssh_command.ts";
import type {
  ClusterNode,
  StartOptions,
} from "../../lab/system/system_under_test.ts";
import { inParallel } from "../support/in_parallel.ts";
import type { NodeAddress } from "../support/start_nodes.ts";
import type { Machine, ProcessSystem } from "./declaration.ts";
import { fillProgram, toNodeValues } from "./fill_program.ts";
import { formNodes } from "./form_nodes.ts";
import { toAccess, toOrigin } from "./node_access.ts";
import type { OwnNodes } from "./own_nodes.ts";

/** Connections that are opened at once: sshd refuses some above ten that have not logged in yet (MaxStartups). */
const MAX_OPENING = 5;

/** A node, its machine, and the address at which clients reach it. */
interface Place extends OpenMachine {
  readonly address: NodeAddress;
}

/**
 * Starts all nodes, and waits until each is ready. Throws `UnavailableError` without ssh, an Error that names the machine
 * and what ssh says if one cannot be reached.
 */
export async function startFarProcesses(
  declared: ProcessSystem,
  options: StartOptions,
): Promise<OwnNodes> {
  const access = await toAccess(declared);
  const { folder, metrics } = declared;
  const places = await openPlaces(declared, options);
  const all = places.map(({ address }) => address);
  const nodes = places.map(({ connection, facts, address }): ClusterNode => {
    const { name, host, port } = address;
    const { command, env, stopSignal } = fillProgram(
      declared,
      toNodeValues(address, all, {
        settings: options.settings,
        folder: facts.folder,
      }),
    );
    const endpoint = { name, host, port };
    const process = new FarProcess(connection, command, {
      ...{ name, facts, env, stopSignal, cwd: folder },
    });
    options.processes.adopt(process);
    return {
      ...{ name, endpoint, process, peerProxy: null },
      metrics: metrics === ""
        ? ""
        : `${toOrigin({ endpoint }, access)}${metrics}`,
    };
  });
  await Promise.all(nodes.map(({ process }) => process?.start()));
  return await formNodes(declared, nodes, access, options);
}

/** Connects to the machine of each node, and finds ports there. */
async function openPlaces(
  { machines, ssh_config, command, env }: ProcessSystem,
  { nodes, processes, signal }: StartOptions,
): Promise<Place[]> {
  const onePort = !placeholdersIn([...command, ...Object.values(env)])
    .includes("peer_port");
  const opened:
    (OpenMachine & { readonly name: string; readonly host: string })[] = [];
  const indices = Array.from({ length: nodes }, (_, index) => index);
  await inParallel(indices, MAX_OPENING, async (index) => {
    const machine = machines[index % machines.length];
    if (!machine) throw new TypeError("Cannot start a node without machines");
    const name = `node-${index}`;
    const target: SshTarget = { host: machine.ssh, config: ssh_config };
    const host = await toHost(machine, target);
    const open = await openMachine(target, { name, processes, signal });
    opened[index] = { name, host, ...open };
  });
  // One after the other, as nodes of one machine must not choose the same.
  const taken = new Set<number>();
  const places: Place[] = [];
  for (const { name, host, ...machine } of opened) {
    const find = async () => {
      const port = await findFarPort(machine.connection, taken);
      taken.add(port);
      return port;
    };
    const port = await find();
    const peerPort = onePort ? port : await find();
    const address = { name, host, port, peerPort, advertisedPort: peerPort };
    places.push({ ...machine, address });
  }
  return places;
}

async function toHost(
  { address }: Pick<Machine, "address">,
  target: SshTarget,
): Promise<string> {
  return address === "" ? await readHostName(target) : address;
}
