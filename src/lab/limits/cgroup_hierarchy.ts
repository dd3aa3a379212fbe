/** Finds the cgroup hierarchies of this machine, and the parent for a new cgroup. */
import { UnavailableError } from "../processes/unavailable.ts";

export type Controller = "cpu" | "memory";

/** A mounted tree of cgroups. */
export interface Hierarchy {
  readonly root: string;
  readonly version: 1 | 2;
}

/** Folder of a cgroup in one hierarchy. */
export interface GroupFolder {
  readonly path: string;
  readonly version: 1 | 2;
}

/** Folder of a new cgroup, and that of the cgroup its first process comes from. */
export interface CgroupLocation extends GroupFolder {
  readonly controllers: readonly Controller[];
  readonly originalCgroup: string;
}

/** Names of the limited resources for messages. */
export const resources = { cpu: "processor time", memory: "memory" };

/** Returns the hierarchy with `controller`, or the reason why there is none. */
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
    if (type === "cgroup2" && await delegates(root, [controller])) {
      return { root, version: 2 };
    }
  }
  return `no cgroup hierarchy bounds ${resources[controller]}`;
}

/**
 * Returns the nearest cgroup, at or above `originalCgroup` (`/user.slice`; empty for the root), that allows a child for
 * its processes: all limits that apply to them still apply. Null if there is none.
 */
export async function findParent(
  { root, version }: Hierarchy,
  { originalCgroup, controllers }: {
    readonly originalCgroup: string;
    readonly controllers: readonly Controller[];
  },
): Promise<string | null> {
  for (
    let path = originalCgroup;;
    path = path.slice(0, path.lastIndexOf("/"))
  ) {
    const folder = `${root}${path}`;
    const allowsChild = version === 2
      ? await delegates(folder, controllers)
      // /proc in a container may name groups above those it can see.
      : await Deno.stat(folder).then(() => true, () => false);
    if (allowsChild) return folder;
    if (path === "") return null;
  }
}

/** Finds the folders of cgroups by name, in all hierarchies; children before parents, as they are removed first. */
export async function findGroups(
  isWanted: (name: string) => boolean,
): Promise<string[]> {
  const hierarchies = await Promise.all([
    findHierarchy("cpu"),
    findHierarchy("memory"),
  ]);
  const roots = hierarchies.flatMap((hierarchy) =>
    typeof hierarchy === "string" ? [] : [hierarchy.root]
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

/** Returns the locations for a new cgroup of process `pid`: one for version 2, one per hierarchy for version 1. */
export async function findCgroupLocations(
  prefix: string,
  { pid, controllers }: {
    readonly pid: number;
    readonly controllers: readonly Controller[];
  },
): Promise<CgroupLocation[]> {
  const name = `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
  const hierarchies = await Promise.all(controllers.map(async (controller) => {
    const hierarchy = await findHierarchy(controller);
    if (typeof hierarchy === "string") throw new UnavailableError(hierarchy);
    return { controller, hierarchy };
  }));
  const byRoot = Map.groupBy(hierarchies, ({ hierarchy }) => hierarchy.root);
  return await Promise.all(
    [...byRoot].map(async ([root, members]) => {
      const version = members[0]?.hierarchy.version ?? 2;
      const controllers = members.map(({ controller }) => controller);
      const originalCgroup = await readCgroup(pid, { version, controllers });
      const parent = await findParent(
        { root, version },
        { originalCgroup, controllers },
      );
      if (parent === null) {
        throw new UnavailableError(
          `no cgroup above ${originalCgroup} delegates ${
            controllers.join(" and ")
          }`,
        );
      }
      return {
        path: `${parent}/${name}`,
        // In version 1 it is the parent, or not visible in a container.
        originalCgroup: version === 1 ? parent : `${root}${originalCgroup}`,
        version,
        controllers,
      };
    }),
  );
}

/** Returns the path of a process's cgroup, relative to the root of the hierarchy: `/user.slice`, empty for the root. */
async function readCgroup(
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
    const matches = version === 2
      ? line.startsWith("0::")
      : controllers.some((controller) => names.includes(controller));
    if (matches) return path === "/" ? "" : path;
  }
  return "";
}

/** Returns true if a cgroup of version 2 enables these controllers for its children. */
async function delegates(
  folder: string,
  controllers: readonly Controller[],
): Promise<boolean> {
  const text = await Deno.readTextFile(`${folder}/cgroup.subtree_control`)
    .catch(() => "");
  const delegated = text.trim().split(" ");
  return controllers.every((controller) => delegated.includes(controller));
}
