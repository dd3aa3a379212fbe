/** Control groups (cgroups), by which the kernel bounds a process: Linux, as root or where a group may be made. */
import {
  type Controller,
  findPlaces,
  type GroupFolder,
  type Place,
  resources,
} from "./cgroup_hierarchy.ts";
import type { OwnedProcess } from "../processes/managed_process.ts";
import { UnavailableError } from "../processes/unavailable.ts";

/** Microseconds in which a group may use up its share of processor time. */
const PERIOD = 100_000;

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
