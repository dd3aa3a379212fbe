/** Finds leftovers of killed runs whose watchdog was killed too, so that nothing cleaned up. */
import { findGroups } from "./limits/cgroup_hierarchy.ts";
import { RUN_ENV_VAR, RUN_PREFIX } from "./processes/cleanup_watchdog.ts";

/** A resource of a run without a watchdog. */
export interface Leftover {
  readonly kind: "process" | "namespace" | "cgroup" | "folder";
  /** Pid of a process, name of a namespace, path of a cgroup or folder. */
  readonly name: string;
  /** Shell command that removes it. */
  readonly remedy: string;
}

export interface LeftoversOptions {
  /** Parent of the runs' temporary folders. @default {$TMPDIR, or /tmp} */
  readonly folder?: string;
}

/**
 * Finds resources named after a run without a watchdog, in the order in which they can be removed. Returns none without
 * /proc, as any run could be in progress then.
 */
export async function findLeftovers(
  { folder = Deno.env.get("TMPDIR") ?? "/tmp" }: LeftoversOptions = {},
): Promise<Leftover[]> {
  const pids = (await list("/proc")).filter((name) => /^\d+$/.test(name));
  if (pids.length === 0) return [];
  const alive = await findWatched(pids);
  const isLeft = (name: string) => {
    const run = toRun(name);
    return run !== "" && !alive.has(run);
  };
  const processes = await findRunProcesses(pids);
  return [
    ...processes.filter(({ run }) => isLeft(run)).map(({ pid }) => ({
      kind: "process" as const,
      name: pid,
      remedy: `kill -KILL ${pid}`,
    })),
    ...(await list("/run/netns")).filter(isLeft).map((name) => ({
      kind: "namespace" as const,
      name,
      remedy: `ip netns del ${name}`,
    })),
    ...(await findGroups(isLeft)).map((name) => ({
      kind: "cgroup" as const,
      name,
      remedy: `rmdir ${name}`,
    })),
    ...(await list(folder)).filter(isLeft).map((name) => ({
      kind: "folder" as const,
      name: `${folder}/${name}`,
      remedy: `rm -rf ${folder}/${name}`,
    })),
  ];
}

/** Finds the runs with a watchdog, whose last argument is the folder of its run. */
async function findWatched(pids: readonly string[]): Promise<Set<string>> {
  const lines = await Promise.all(pids.map((pid) => read(pid, "cmdline")));
  return new Set(lines.flatMap((args) => {
    const isWatchdog = args[1] === "-c" && args[2]?.includes(RUN_ENV_VAR);
    return isWatchdog ? [toRun(baseName(args[3] ?? ""))] : [];
  }));
}

/** Finds processes with the environment variable of a run. */
async function findRunProcesses(
  pids: readonly string[],
): Promise<{ readonly pid: string; readonly run: string }[]> {
  const processes = await Promise.all(pids.map(async (pid) => {
    const environment = await read(pid, "environ");
    const line = environment.find((line) => line.startsWith(`${RUN_ENV_VAR}=`));
    return line ? [{ pid, run: toRun(baseName(line)) }] : [];
  }));
  return processes.flat();
}

/** Reads the arguments or environment of a process; empty if it has ended, or access is denied. */
async function read(
  pid: string,
  file: "cmdline" | "environ",
): Promise<string[]> {
  const text = await Deno.readTextFile(`/proc/${pid}/${file}`).catch(() => "");
  return text.split("\0");
}

/** Returns the name of the run that a name begins with; empty for none. */
function toRun(name: string): string {
  const hex = /^[0-9a-f]+/.exec(name.slice(RUN_PREFIX.length))?.[0] ?? "";
  return name.startsWith(RUN_PREFIX) && hex !== "" ? RUN_PREFIX + hex : "";
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

async function list(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder)))
      .map(({ name }) => name).sort();
  } catch {
    // The folder is missing, or access is denied.
    return [];
  }
}
