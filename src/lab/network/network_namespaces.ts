/**
 * Puts each node into a network namespace, so that it can be partitioned. Needs Linux, root, `ip` and `iptables`.
 *
 * A bridge in a separate namespace connects the nodes' links and one link to the runner. The host gets only that one
 * interface and its address; traffic between nodes does not pass the host's firewall rules.
 */
import type { Network } from "./network.ts";
import type { ProcessGroup } from "../processes/process_group.ts";
import { runProgram } from "../processes/run_program.ts";
import { findFreeSubnet, readRoutes } from "./free_subnet.ts";
import { UnavailableError } from "../processes/unavailable.ts";

/** Host part of node 0's address; the runner's is 1. */
const FIRST_HOST_PART = 10;

/** Returns the reason why namespaces cannot be used here, and the remedy; empty if they can. */
export async function namespacesUnavailableReason(): Promise<string> {
  if (Deno.build.os !== "linux") return "network namespaces are Linux's";
  if (Deno.uid() !== 0) return "network namespaces need root";
  // Tests both programs and the privileges for them in a namespace of its own.
  const name = `loadline-probe-${Deno.pid}-${randomHex()}`;
  return await shell(`
    command -v ip >/dev/null || { echo "ip is not installed: apt-get install iproute2" >&2; exit 1; }
    command -v iptables >/dev/null || { echo "iptables is not installed: apt-get install iptables" >&2; exit 1; }
    ip netns add ${name}
    trap 'ip netns del ${name}' EXIT
    ip -n ${name} link add one type veth peer name two
    ip -n ${name} link add bridge type bridge
    ip netns exec ${name} iptables -w -A INPUT -s 192.0.2.1 -j DROP
  `);
}

export interface NamespacesOptions {
  /** Group on whose disposal the namespaces are removed at the latest. */
  readonly processes: ProcessGroup;
}

/** Creates namespaces for `count` nodes. Throws `UnavailableError` if the machine does not allow that. */
export async function createNamespaces(
  count: number,
  { processes }: NamespacesOptions,
): Promise<Network> {
  const reason = await namespacesUnavailableReason();
  if (reason !== "") {
    throw new UnavailableError(
      `Cannot give each node a network namespace as ${reason}`,
    );
  }
  const { run } = processes;
  const link = `ll-${Deno.pid % 1e5}-${randomHex()}`;
  const subnet = findFreeSubnet(await readRoutes());
  const host = (index: number) => `${subnet}.${FIRST_HOST_PART + index}`;
  const names = Array.from({ length: count }, (_, i) => `${run}-node-${i}`);
  const hub = `${run}-hub`;
  const remove = [
    `[ ! -e /sys/class/net/${link} ] || ip link del ${link}`,
    ...[...names, hub].map((name) =>
      `[ ! -e /run/netns/${name} ] || ip netns del ${name}`
    ),
  ].join("\n");
  await processes.addCleanupCommand(remove);
  await mustRun(
    [
      `ip netns add ${hub}`,
      `ip -n ${hub} link add bridge type bridge`,
      `ip -n ${hub} link set bridge up`,
      `ip link add ${link} type veth peer name runner netns ${hub}`,
      `ip -n ${hub} link set runner master bridge up`,
      `ip addr add ${subnet}.1/24 dev ${link}`,
      `ip link set ${link} up`,
      ...names.flatMap((name, i) => [
        `ip netns add ${name}`,
        `ip -n ${name} link set lo up`,
        `ip -n ${name} link add eth0 type veth peer name node-${i} netns ${hub}`,
        `ip -n ${hub} link set node-${i} master bridge up`,
        `ip -n ${name} addr add ${host(i)}/24 dev eth0`,
        `ip -n ${name} link set eth0 up`,
      ]),
    ].join("\n"),
    "set up network namespaces",
  ).catch(async (error) => {
    await shell(remove);
    throw error;
  });

  return {
    host,
    wrap: (index, command) => [
      "ip",
      "netns",
      "exec",
      names[index] ?? "",
      ...command,
    ],
    isolate: (index) =>
      mustRun(
        names.flatMap((_, other) =>
          other === index ? [] : [
            `ip netns exec ${names[index]} iptables -w -A INPUT -s ${
              host(other)
            } -j DROP`,
            `ip netns exec ${names[index]} iptables -w -A OUTPUT -d ${
              host(other)
            } -j DROP`,
          ]
        ).join("\n"),
        `isolate node-${index}`,
      ),
    // The namespace has no rules except those of isolate().
    rejoin: (index) =>
      mustRun(
        `ip netns exec ${names[index]} iptables -w -F`,
        `rejoin node-${index}`,
      ),
    [Symbol.asyncDispose]: () => mustRun(remove, "remove network namespaces"),
  };
}

async function mustRun(script: string, what: string): Promise<void> {
  const reason = await shell(script);
  if (reason !== "") throw new Error(`Cannot ${what} as ${reason}`);
}

/** Runs a script that stops at its first error. Returns the last line of stderr on failure; empty on success. */
async function shell(script: string): Promise<string> {
  const result = await runProgram(["sh", "-ec", script]);
  if (result?.code === 0) return "";
  const lines = result?.stderr.trim().split("\n") ?? [];
  return lines.at(-1) || `its script ended with code ${result?.code}`;
}

function randomHex(): string {
  return crypto.randomUUID().slice(0, 4);
}
