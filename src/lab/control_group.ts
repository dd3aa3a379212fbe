/** Control groups (cgroups), by which the kernel bounds a process: Linux, as root or where a group may be made. */
import type { OwnedProcess } from "./owned_process.ts";
import { UnavailableError } from "./unavailable.ts";

/** What a group can bound. */
export type Controller = "cpu" | "memory";

/** A tree of groups, as it is mounted. */
export interface Hierarchy {
  readonly root: string;
  readonly version: 1 | 2;
}

/** Where one group is in one hierarchy. */
export interface GroupFolder {
  readonly path: string;
  readonly version: 1 | 2;
}

/** A group's folder, and that of the group its first process comes from. */
interface Place extends GroupFolder {
  readonly controllers: readonly Controller[];
  readonly home: string;
}

/** Microseconds in which a group may use up its share of processor time. */
const PERIOD = 100_000;

const resources = { cpu: "processor time", memory: "memory" };

const limits = {
  1: { cpu: "cpu.cfs_quota_us", memory: "memory.limit_in_bytes" },
  2: { cpu: "cpu.max", memory: "memory.max" },
};

/** A group for one process and what that starts; gone when it is disposed of, and when the runner is killed. */
export class ControlGroup implements AsyncDisposable {
  readonly #places: readonly Place[];

  private constructor(places: readonly Place[]) {
    this.#places = places;
  }

  /**
   * Makes an empty group, which bounds nothing yet, inside what bounds the process already. Throws `UnavailableError` where
   * that cannot be done.
   */
  static async create(
    process: OwnedProcess,
    controllers: readonly Controller[],
  ): Promise<ControlGroup> {
    try {
      const pid = process.pid ?? Deno.pid;
      const places = await findPlaces(process.run, { pid, controllers });
      for (const { path } of places) await process.undoIfKilled(remove(path));
      return await ControlGroup.#make(places);
    } catch (cause) {
      throw new UnavailableError(
        `Cannot make a cgroup for ${process.name} as ${
          (cause as Error).message
        }`,
        { cause },
      );
    }
  }

  /** Why no group can be made here; empty when it can. */
  static async missing(controllers: readonly Controller[]): Promise<string> {
    try {
      const places = await findPlaces("loadline-probe", {
        pid: Deno.pid,
        controllers,
      });
      await using _ = await ControlGroup.#make(places);
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  }

  static async #make(places: readonly Place[]): Promise<ControlGroup> {
    const group = new ControlGroup(places);
    try {
      for (const { path, version, controllers } of places) {
        await Deno.mkdir(path);
        for (const controller of controllers) {
          // Some containers show the hierarchy without its files.
          await Deno.stat(`${path}/${limits[version][controller]}`);
        }
      }
      return group;
    } catch (error) {
      await group[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Where the files are that bound by `controller`. Throws RangeError when the group was made without it. */
  folder(controller: Controller): GroupFolder {
    const place = this.#places.find(({ controllers }) =>
      controllers.includes(controller)
    );
    if (!place) {
      throw new RangeError(
        `Cannot bound ${
          resources[controller]
        } as the group was made without it: ${controller}`,
      );
    }
    return place;
  }

  /** Shell line by which a shell, and what it becomes, goes into the group. */
  get entrance(): string {
    return this.#places.map(({ path }) =>
      `echo "$$" >${quote(`${path}/cgroup.procs`)}`
    ).join("; ");
  }

  /** Takes a process in. Memory that it has already stays with the group it comes from. */
  async add(pid: number): Promise<void> {
    for (const { path } of this.#places) await move(String(pid), path);
  }

  /** Lets its processes go home, and removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { path, home } of this.#places) {
      for (const member of await readMembers(path)) {
        await move(member, home).catch(() => {
          // It has ended, or its home takes no processes.
        });
      }
      await Deno.remove(path).catch(() => {
        // It was not made, or somebody stayed in it: it is removed when all processes of the run are dead.
      });
    }
  }
}

/** The hierarchy that bounds by `controller`; text that says why there is none. */
export async function findHierarchy(
  controller: Controller,
): Promise<Hierarchy | string> {
  if (Deno.build.os !== "linux") return "cgroups are Linux's";
  const mounts = await Deno.readTextFile("/proc/mounts").catch(() => "");
  for (const line of mounts.split("\n")) {
    const [, root = "", type, options = ""] = line.split(" ");
    if (type === "cgroup" && options.split(",").includes(controller)) {
      return { root, version: 1 };
    }
    if (type === "cgroup2" && await hands(root, [controller])) {
      return { root, version: 2 };
    }
  }
  return `no cgroup hierarchy bounds ${resources[controller]}`;
}

/** Gives a group's processes so many cores together; null for all. */
export async function setCores(
  { path, version }: GroupFolder,
  cores: number | null,
): Promise<void> {
  const quota = cores === null ? null : Math.round(cores * PERIOD);
  if (version === 2) {
    await Deno.writeTextFile(`${path}/cpu.max`, `${quota ?? "max"} ${PERIOD}`);
  } else {
    await Deno.writeTextFile(`${path}/cpu.cfs_period_us`, String(PERIOD));
    await Deno.writeTextFile(`${path}/cpu.cfs_quota_us`, String(quota ?? -1));
  }
}

/**
 * The group, at or above `home` (`/user.slice`; empty for the root), in which one for its processes can be made: all that
 * bounds them now bounds them still. Null for none.
 */
export async function findParent(
  { root, version }: Hierarchy,
  { home, controllers }: {
    readonly home: string;
    readonly controllers: readonly Controller[];
  },
): Promise<string | null> {
  for (let path = home;; path = path.slice(0, path.lastIndexOf("/"))) {
    const folder = `${root}${path}`;
    const takes = version === 2
      ? await hands(folder, controllers)
      // A container may be told of groups above those it sees.
      : await Deno.stat(folder).then(() => true, () => false);
    if (takes) return folder;
    if (path === "") return null;
  }
}

/** Folders of the groups whose name passes, in all hierarchies: those inside others come first, as they are removed first. */
export async function findGroups(
  isWanted: (name: string) => boolean,
): Promise<string[]> {
  const found = await Promise.all([
    findHierarchy("cpu"),
    findHierarchy("memory"),
  ]);
  const roots = found.flatMap((one) =>
    typeof one === "string" ? [] : [one.root]
  );
  const groups = await Promise.all(
    [...new Set(roots)].map((root) => walk(root, isWanted)),
  );
  return groups.flat();
}

async function walk(
  folder: string,
  isWanted: (name: string) => boolean,
): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  const found: string[] = [];
  for (const { name, isDirectory } of entries) {
    if (!isDirectory) continue;
    found.push(...await walk(`${folder}/${name}`, isWanted));
    if (isWanted(name)) found.push(`${folder}/${name}`);
  }
  return found;
}

/** Where a group of the process `pid` is to be made; one place for version 2, for version 1 one in each hierarchy. */
async function findPlaces(
  prefix: string,
  { pid, controllers }: {
    readonly pid: number;
    readonly controllers: readonly Controller[];
  },
): Promise<Place[]> {
  const name = `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
  const found = await Promise.all(controllers.map(async (controller) => {
    const hierarchy = await findHierarchy(controller);
    if (typeof hierarchy === "string") throw new UnavailableError(hierarchy);
    return { controller, hierarchy };
  }));
  const byRoot = Map.groupBy(found, ({ hierarchy }) => hierarchy.root);
  return await Promise.all(
    [...byRoot].map(async ([root, members]) => {
      const version = members[0]?.hierarchy.version ?? 2;
      const controllers = members.map(({ controller }) => controller);
      const home = await readHome(pid, { version, controllers });
      const parent = await findParent({ root, version }, { home, controllers });
      if (parent === null) {
        throw new UnavailableError(
          `no cgroup above ${home} hands down ${controllers.join(" and ")}`,
        );
      }
      return {
        path: `${parent}/${name}`,
        // Of version 1 it is the same, or not to be seen from within a container.
        home: version === 1 ? parent : `${root}${home}`,
        version,
        controllers,
      };
    }),
  );
}

/** Path of the group a process is in, from the root of the hierarchy: `/user.slice`, empty for the root. */
async function readHome(
  pid: number,
  { version, controllers }: {
    readonly version: 1 | 2;
    readonly controllers: readonly Controller[];
  },
): Promise<string> {
  const lines = (await Deno.readTextFile(`/proc/${pid}/cgroup`)).split("\n");
  for (const line of lines) {
    // `4:cpu,cpuacct:/user.slice`, and `0::/user.slice` for version 2.
    const [, list = "", path = ""] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const names = list.split(",");
    const is = version === 2
      ? line.startsWith("0::")
      : controllers.some((controller) => names.includes(controller));
    if (is) return path === "/" ? "" : path;
  }
  return "";
}

/** Whether the groups in a folder of version 2 have these controllers. */
async function hands(
  folder: string,
  controllers: readonly Controller[],
): Promise<boolean> {
  const text = await Deno.readTextFile(`${folder}/cgroup.subtree_control`)
    .catch(() => "");
  const handed = text.trim().split(" ");
  return controllers.every((controller) => handed.includes(controller));
}

async function move(pid: string, folder: string): Promise<void> {
  await Deno.writeTextFile(`${folder}/cgroup.procs`, pid, { create: false });
}

async function readMembers(folder: string): Promise<string[]> {
  const text = await Deno.readTextFile(`${folder}/cgroup.procs`)
    .catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

/** Shell line that removes a group; the kernel takes a moment to see that a killed process is gone. */
function remove(path: string): string {
  const folder = quote(path);
  return `for i in 1 2 3 4 5 6 7 8 9 10; do [ -d ${folder} ] || break; rmdir ${folder} || sleep 0.1; done`;
}

function quote(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
