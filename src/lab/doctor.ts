/** Checks this machine for problems before a run. */
import { formatValue } from "../record/mod.ts";
import { findLeftovers } from "./leftovers.ts";
import { namespacesUnavailableReason } from "./network/network_namespaces.ts";
import { procUnavailableReason } from "./processes/proc.ts";
import { runProgram } from "./processes/run_program.ts";
import { serverPorts, spreadPorts } from "./processes/server_ports.ts";
import { throttleUnavailableReason } from "./limits/cpu_throttle.ts";

/** `fail`: runs will fail. `warn`: some runs are impossible, or will measure this machine instead of the system. */
export interface Diagnosis {
  readonly name: string;
  readonly result: "pass" | "warn" | "fail";
  readonly text: string;
  /** Recommended action; empty for none. */
  readonly remedy: string;
}

const GIB = 2 ** 30;

/** Checks processor, memory, disk, limits, ports, privileges, and leftovers of killed runs. */
export async function examine(): Promise<Diagnosis[]> {
  return [
    examineCores(),
    examineMemory(),
    ...await Promise.all([
      examineDisk(),
      examineFiles(),
      examinePrivilege(
        "namespaces",
        namespacesUnavailableReason(),
        "partition faults",
      ),
      examinePrivilege("cgroups", throttleUnavailableReason(), "slow-node"),
    ]),
    examineProc(),
    examinePorts(),
    ...await examineLeftovers(),
  ];
}

function examineCores(): Diagnosis {
  const cores = navigator.hardwareConcurrency;
  const load = Deno.loadavg()[0] ?? 0;
  const text = `${cores} cores, load ${load.toFixed(1)}`;
  if (load > cores / 2) {
    return warn("processor", text, "stop other programs, or wait");
  }
  return cores < 4
    ? warn(
      "processor",
      `${text}: nodes and load generator share few cores`,
      "read throughput as that of this machine, not of the system",
    )
    : pass("processor", text);
}

function examineMemory(): Diagnosis {
  const { available } = Deno.systemMemoryInfo();
  const text = `${formatValue(available, "GiB")} GiB free`;
  return available < 2 * GIB
    ? warn("memory", text, "free some, or run fewer nodes")
    : pass("memory", text);
}

/** Checks the disk of the nodes' data. */
async function examineDisk(): Promise<Diagnosis> {
  const folder = Deno.env.get("TMPDIR") ?? "/tmp";
  const free = toFree((await runProgram(["df", "-Pk", folder]))?.stdout ?? "");
  if (free === null) {
    return warn("disk", `${folder} cannot be read`, "check that it exists");
  }
  const text = `${formatValue(free, "GiB")} GiB free in ${folder}`;
  return free >= 2 * GIB
    ? pass("disk", text)
    : warn("disk", text, "free some, or set TMPDIR to another folder");
}

/** Parses the free bytes from the output of `df -Pk` for one file system; null if there are none. */
export function toFree(table: string): number | null {
  const [, blocks] = /^.*\s\d+\s+\d+\s+(\d+)\s+\d+%\s/m.exec(table) ?? [];
  return blocks === undefined ? null : Number(blocks) * 1024;
}

async function examineFiles(): Promise<Diagnosis> {
  const { stdout = "" } = await runProgram(["sh", "-c", "ulimit -n"]) ?? {};
  const limit = stdout.trim();
  const text = `${limit} open files a process`;
  return limit === "unlimited" || Number(limit) >= 1024
    ? pass("limits", text)
    : warn("limits", text, "ulimit -n 4096");
}

async function examinePrivilege(
  name: string,
  reason: Promise<string>,
  what: string,
): Promise<Diagnosis> {
  const missing = await reason;
  return missing === ""
    ? pass(name, `${what} can be injected`)
    : warn(name, `${what} will be skipped: ${missing}`, "run as root on Linux");
}

function examineProc(): Diagnosis {
  const missing = procUnavailableReason();
  return missing === ""
    ? pass("probes", "processes can be sampled")
    : warn("probes", missing, "run with -A on Linux");
}

function examinePorts(): Diagnosis {
  const ports = spreadPorts(20);
  const free = ports.filter(canListen).length;
  const text =
    `${free} of ${ports.length} ports tried from ${serverPorts.from} are free`;
  return free >= ports.length / 2
    ? pass("ports", text)
    : warn("ports", text, "stop programs that listen there: ss -ltnp");
}

function canListen(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch {
    return false;
  }
}

async function examineLeftovers(): Promise<Diagnosis[]> {
  const leftovers = await findLeftovers();
  return leftovers.length === 0
    ? [pass("leftovers", "no leftovers of killed runs")]
    : leftovers.map(({ kind, name, remedy }) =>
      warn("leftovers", `${kind} ${name} of a killed run`, remedy)
    );
}

function pass(name: string, text: string): Diagnosis {
  return { name, result: "pass", text, remedy: "" };
}

function warn(name: string, text: string, remedy: string): Diagnosis {
  return { name, result: "warn", text, remedy };
}
