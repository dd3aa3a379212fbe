/** Fills in a program that a user declares: a node of a system, or a driver. */
import {
  compileText,
  type Json,
  type TemplateValues,
} from "../../lab/plan/template.ts";
import type { NodeAddress } from "../support/start_nodes.ts";
import type { ProcessSystem } from "./declaration.ts";

/** A program as it is started. */
export interface FilledProgram {
  readonly command: string[];
  /** Additional environment variables. */
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly stopSignal: ProcessSystem["stop_signal"];
}

/** Fills in all placeholders. Throws TypeError for one without a value. */
export function fillProgram(
  { command, env, folder, stop_signal }: Pick<
    ProcessSystem,
    "command" | "env" | "folder" | "stop_signal"
  >,
  values: TemplateValues,
): FilledProgram {
  const fill = (text: string) => compileText(text)(values);
  return {
    command: command.map(fill),
    env: Object.fromEntries(
      Object.entries(env).map(([key, text]) => [key, fill(text)]),
    ),
    cwd: folder === "" ? Deno.cwd() : folder,
    stopSignal: stop_signal,
  };
}

/**
 * Returns the values of all placeholders of a node; peers are reached through their proxies. `folder` is an empty one on its
 * machine.
 */
export function toNodeValues(
  node: NodeAddress,
  all: readonly NodeAddress[],
  { settings, folder }: {
    readonly settings: Readonly<Record<string, string>>;
    readonly folder: string;
  },
): TemplateValues {
  const { host, port, peerPort, name } = node;
  const peers = all.filter((other) => other !== node)
    .map(({ host, advertisedPort }) => `${host}:${advertisedPort}`);
  return new Map<string, Json>([
    ...Object.entries(settings),
    ...Object.entries({ host, port, name, folder, peer_port: peerPort }),
    ["index", all.indexOf(node)],
    ["nodes", all.length],
    ["peers", peers.join(",")],
  ]);
}
