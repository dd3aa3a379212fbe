/** What could spoil a run on this machine, before one is begun. */
import { formatValue } from "../record/mod.ts";
import { findLeftovers } from "./leftovers.ts";
import { namespacesAvailable } from "./network/network_namespaces.ts";
import { missingProc } from "./processes/proc.ts";
import { throttleAvailable } from "./limits/cpu_throttle.ts";

/** `fail`: runs will fail. `warn`: some runs cannot be done, or will measure this machine. */
export interface Diagnosis {
  readonly name: string;
  readonly result: "pass" | "warn" | "fail";
  readonly text: string;
  /** What to do; empty when nothing need be done. */
  readonly remedy: string;
}

const GIB = 2 ** 30;

/** Looks at processor, memory, disk, limits, ports, rights, and what killed runs left. */
export async function examine(): Promise<Diagnosis[]> {
  return [
    examineCores(),
    examineMemory(),
    ...await Promise.all([
      examineDisk(),
      examineFiles(),
      examineRight("namespaces", namespacesAvailable(), "partition faults"),
      examineRight("cgroups", throttleAvailable(), "slow-node"),
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
    return warn("processor", text, "end what else runs here, or wait");
  }
  return cores < 4
    ? warn(
      "processor",
      `${text}: nodes and load generator share few cores`,
      "take throughput as that of this machine, not of the system",
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

/** Where the nodes' data goes. */
async function examineDisk(): Promise<Diagnosis> {
  const folder = Deno.env.get("TMPDIR") ?? "/tmp";
  const free = toFree(await output("df", "-Pk", folder));
  if (free === null) {
    return warn("disk", `${folder} cannot be looked at`, "see that it exists");
  }
  const text = `${formatValue(free, "GiB")} GiB free in ${folder}`;
  return free >= 2 * GIB
    ? pass("disk", text)
    : warn("disk", text, "free some, or set TMPDIR to another folder");
}

/** Bytes that are free, of what `df -Pk` prints of one file system; null when it does not say. */
export function toFree(table: string): number | null {
  const [, blocks] = /^.*\s\d+\s+\d+\s+(\d+)\s+\d+%\s/m.exec(table) ?? [];
  return blocks === undefined ? null : Number(blocks) * 1024;
}

async function examineFiles(): Promise<Diagnosis> {
  const limit = (await output("sh", "-c", "ulimit -n")).trim();
  const text = `${limit} open files a process`;
  return limit === "unlimited" || Number(limit) >= 1024
    ? pass("limits", text)
    : warn("limits", text, "ulimit -n 4096");
}

async function examineRight(
  name: string,
  reason: Promise<string>,
  what: string,
): Promise<Diagnosis> {
  const missing = await reason;
  return missing === ""
    ? pass(name, `${what} can be done`)
    : warn(name, `${what} will be skipped: ${missing}`, "run as root on Linux");
}

function examineProc(): Diagnosis {
  const missing = missingProc();
  return missing === ""
    ? pass("probes", "processes can be sampled")
    : warn("probes", missing, "run with -A on Linux");
}

function examinePorts(): Diagnosis {
  const tried = Array.from({ length: 20 }, (_, i) => 20_000 + i * 599);
  const free = tried.filter(canListen).length;
  const text = `${free} of ${tried.length} ports tried from 20000 are free`;
  return free >= tried.length / 2
    ? pass("ports", text)
    : warn("ports", text, "end what listens there: ss -ltnp");
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
  const left = await findLeftovers();
  return left.length === 0
    ? [pass("leftovers", "nothing of killed runs is left")]
    : left.map(({ kind, name, remedy }) =>
      warn("leftovers", `${kind} ${name} of a killed run`, remedy)
    );
}

/** Standard output of a program; empty when it is not installed. */
async function output(program: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await new Deno.Command(program, { args, stderr: "null" })
      .output();
    return new TextDecoder().decode(stdout);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function pass(name: string, text: string): Diagnosis {
  return { name, result: "pass", text, remedy: "" };
}

function warn(name: string, text: string, remedy: string): Diagnosis {
  return { name, result: "warn", text, remedy };
}
