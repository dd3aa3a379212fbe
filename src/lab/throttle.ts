/** Little processor time for one process, by a cgroup of its own: Linux, as root or where a group may be made. */
import type { OwnedProcess } from "./owned_process.ts";
import { UnavailableError } from "./unavailable.ts";

/** Microseconds in which a process may use up its share. */
const PERIOD = 100_000;

/** How this machine bounds processor time. */
export interface Controller {
  /** Folder of the hierarchy's root. */
  readonly root: string;
  readonly version: 1 | 2;
}

/** Whether a process can be throttled here: empty, or why not. */
export async function throttleAvailable(): Promise<string> {
  const controller = await findController();
  if (typeof controller === "string") return controller;
  const folder = `${controller.root}/${toName("loadline-probe")}`;
  try {
    await makeGroup(folder, controller);
    return "";
  } catch (error) {
    return `no cgroup can be made: ${(error as Error).message}`;
  } finally {
    await Deno.remove(folder).catch(() => {
      // It could not be made.
    });
  }
}

/** Lifts the bound; a process that is dead needs no lifting. */
export type Throttle = AsyncDisposable;

/**
 * Bounds a process, and what it starts from now on, to `share` of one core (1 = one core) until it is disposed of; lifted
 * too when the runner is killed. Throws `UnavailableError` where that cannot be done, TypeError when it does not run.
 */
export async function throttle(
  process: OwnedProcess,
  share: number,
): Promise<Throttle> {
  const { pid } = process;
  if (pid === null) {
    throw new TypeError(`Cannot throttle ${process.name} as it does not run`);
  }
  const controller = await findController();
  if (typeof controller === "string") {
    throw new UnavailableError(
      `Cannot throttle ${process.name} as ${controller}`,
    );
  }
  const { root, version } = controller;
  const home = `${root}${await readGroup(pid, version)}`;
  const folder = `${root}/${toName(process.run)}`;
  // The kernel takes a moment to see that a killed process is gone.
  await process.undoIfKilled(
    `for i in 1 2 3 4 5 6 7 8 9 10; do [ -d ${folder} ] || break; rmdir ${folder} || sleep 0.1; done`,
  );
  try {
    await makeGroup(folder, controller);
    await setShare(folder, version, share);
    await Deno.writeTextFile(`${folder}/cgroup.procs`, String(pid));
  } catch (cause) {
    await Deno.remove(folder).catch(() => {
      // It was not made; the watchdog looks for it once more.
    });
    throw new UnavailableError(
      `Cannot throttle ${process.name} as ${(cause as Error).message}`,
      { cause },
    );
  }
  return {
    async [Symbol.asyncDispose]() {
      await setShare(folder, version, null);
      for (const member of await readMembers(folder)) {
        await Deno.writeTextFile(`${home}/cgroup.procs`, member)
          .catch(() => {
            // It has ended, or its home takes no processes: it stays in the group, which bounds nothing any more.
          });
      }
      await Deno.remove(folder).catch(() => {
        // Somebody stayed in it; it is removed when all processes of the run are dead.
      });
    },
  };
}

/** Where processor time is bounded; text that says why nowhere. */
export async function findController(): Promise<Controller | string> {
  if (Deno.build.os !== "linux") return "cgroups are Linux's";
  const mounts = await Deno.readTextFile("/proc/mounts").catch(() => "");
  for (const line of mounts.split("\n")) {
    const [, root = "", type, options = ""] = line.split(" ");
    if (type === "cgroup" && options.split(",").includes("cpu")) {
      return { root, version: 1 };
    }
    if (type !== "cgroup2") continue;
    const controllers = await Deno.readTextFile(
      `${root}/cgroup.subtree_control`,
    ).catch(() => "");
    if (/\bcpu\b/.test(controllers)) return { root, version: 2 };
  }
  return "no cgroup hierarchy bounds processor time";
}

async function makeGroup(
  folder: string,
  { version }: Controller,
): Promise<void> {
  await Deno.mkdir(folder);
  const file = version === 1 ? "cpu.cfs_quota_us" : "cpu.max";
  // Some containers show the hierarchy without its files.
  await Deno.stat(`${folder}/${file}`);
}

/** Null for no bound. */
async function setShare(
  folder: string,
  version: 1 | 2,
  share: number | null,
): Promise<void> {
  const quota = share === null ? null : Math.round(share * PERIOD);
  if (version === 2) {
    await Deno.writeTextFile(
      `${folder}/cpu.max`,
      `${quota ?? "max"} ${PERIOD}`,
    );
  } else {
    await Deno.writeTextFile(`${folder}/cpu.cfs_period_us`, String(PERIOD));
    await Deno.writeTextFile(`${folder}/cpu.cfs_quota_us`, String(quota ?? -1));
  }
}

/** Path of the group a process is in, from the root of the hierarchy: `/` or `/user.slice`. */
async function readGroup(pid: number, version: 1 | 2): Promise<string> {
  const lines = (await Deno.readTextFile(`/proc/${pid}/cgroup`)).split("\n");
  for (const line of lines) {
    // `4:cpu,cpuacct:/user.slice`, and `0::/user.slice` for version 2.
    const [, controllers = "", path = ""] = /^\d+:([^:]*):(.*)$/.exec(line) ??
      [];
    const names = controllers.split(",");
    const is = version === 1 ? names.includes("cpu") : controllers === "";
    if (is) return path === "/" ? "" : path;
  }
  return "";
}

async function readMembers(folder: string): Promise<string[]> {
  const text = await Deno.readTextFile(`${folder}/cgroup.procs`);
  return text.split("\n").filter((line) => line !== "");
}

function toName(run: string): string {
  return `${run}-${crypto.randomUUID().slice(0, 8)}`;
}
