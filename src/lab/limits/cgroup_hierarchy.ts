/** Where the kernel keeps its control groups (cgroups), and where one of ours can be made. */
import { UnavailableError } from "../processes/unavailable.ts";

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
export interface Place extends GroupFolder {
  readonly controllers: readonly Controller[];
  readonly home: string;
}

/** What a controller bounds, in words. */
export const resources = { cpu: "processor time", memory: "memory" };

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
export async function findPlaces(
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
