/** What killed runs left on this machine, although a watchdog should have cleared it up: it was killed too. */
import { findGroups } from "./limits/cgroup_hierarchy.ts";
import { MARK, RUN_PREFIX } from "./processes/cleanup_watchdog.ts";

/** Something of a run that nobody watches over any more. */
export interface Leftover {
  readonly kind: "process" | "namespace" | "cgroup" | "folder";
  /** Pid of a process, name of a namespace, path of a cgroup or folder. */
  readonly name: string;
  /** Shell command that removes it. */
  readonly remedy: string;
}

export interface LeftoversOptions {
  /** Where runs have their folders; that for temporary files by default. */
  readonly folder?: string;
}

/**
 * Finds what is named after a run without a watchdog, in the order in which it can be removed. Finds nothing where the
 * system does not show its processes (/proc), as every run could be alive then.
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
  const processes = await findMarked(pids);
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

/** Runs that have a watchdog, which has the folder of its run as last argument. */
async function findWatched(pids: readonly string[]): Promise<Set<string>> {
  const lines = await Promise.all(pids.map((pid) => read(pid, "cmdline")));
  return new Set(lines.flatMap((args) => {
    const isWatchdog = args[1] === "-c" && args[2]?.includes(MARK);
    return isWatchdog ? [toRun(baseName(args[3] ?? ""))] : [];
  }));
}

/** Processes that carry the mark of a run. */
async function findMarked(
  pids: readonly string[],
): Promise<{ readonly pid: string; readonly run: string }[]> {
  const found = await Promise.all(pids.map(async (pid) => {
    const environment = await read(pid, "environ");
    const mark = environment.find((line) => line.startsWith(`${MARK}=`));
    return mark ? [{ pid, run: toRun(baseName(mark)) }] : [];
  }));
  return found.flat();
}

/** What a process was started with; empty when it is gone, or not ours to look into. */
async function read(
  pid: string,
  file: "cmdline" | "environ",
): Promise<string[]> {
  const text = await Deno.readTextFile(`/proc/${pid}/${file}`).catch(() => "");
  return text.split("\0");
}

/** Name of the run that a name begins with; empty for none. */
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
    // It is not there, or not ours to look into.
    return [];
  }
}
