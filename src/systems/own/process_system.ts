/** Starts the processes of a user's own system on this machine. */
import type { Access } from "../../lab/clients/access.ts";
import { placeholdersIn } from "../../lab/plan/template.ts";
import type { StartOptions } from "../../lab/system/system_under_test.ts";
import { type NodeAddress, startNodes } from "../support/start_nodes.ts";
import type { ProcessSystem } from "./declaration.ts";
import { fillProgram, toNodeValues } from "./fill_program.ts";
import { formNodes } from "./form_nodes.ts";
import { toAccess, toOrigin } from "./node_access.ts";
import type { OwnNodes } from "./own_nodes.ts";

/** Starts all nodes, and waits until each is ready. */
export async function startProcesses(
  declared: ProcessSystem,
  options: StartOptions,
): Promise<OwnNodes> {
  const access = await toAccess(declared);
  const { command, env, metrics } = declared;
  const { processes, settings } = options;
  const names = placeholdersIn([...command, ...Object.values(env)]);
  const toFolder = ({ name }: NodeAddress) => `${processes.folder}/${name}`;
  if (names.includes("folder")) {
    for (let index = 0; index < options.nodes; index++) {
      await Deno.mkdir(`${processes.folder}/node-${index}`);
    }
  }
  return await startNodes<OwnNodes>(options, {
    onePort: !names.includes("peer_port"),
    toProgram(node, all) {
      const values = toNodeValues(node, all, {
        settings,
        folder: toFolder(node),
      });
      return {
        ...fillProgram(declared, values),
        metrics: metrics === "" ? "" : `${originOf(node, access)}${metrics}`,
      };
    },
    form: (nodes) => formNodes(declared, nodes, access, options),
  });
}

function originOf(
  { host, port, name }: NodeAddress,
  access: Access,
): string {
  return toOrigin({ endpoint: { name, host, port } }, access);
}
