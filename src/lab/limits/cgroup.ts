/** Control groups (cgroups), which limit a process; needs Linux, and root or permission to create a group. */
import {
  type CgroupLocation,
  type Controller,
  findCgroupLocations,
  type GroupFolder,
  resources,
} from "./cgroup_hierarchy.ts";
import type { ManagedProcess } from "../processes/managed_process.ts";
import { quoteWord } from "../processes/shell_quote.ts";
import { UnavailableError } from "../processes/unavailable.ts";

/** Enforcement interval of the processor limit. */
const PERIOD_US = 100_000;

const limitFiles = {
  1: { cpu: "cpu.cfs_quota_us", memory: "memory.limit_in_bytes" },
  2: { cpu: "cpu.max", memory: "memory.max" },
};

/** A group for one process and its children; removed on dispose, and when the runner is killed. */
export class ControlGroup implements AsyncDisposable {
  readonly #locations: readonly CgroupLocation[];

  private constructor(locations: readonly CgroupLocation[]) {
    this.#locations = locations;
  }

  /**
   * Creates an empty group without limits, below the group whose limits already apply to the process. Throws
   * `UnavailableError` if no group can be created.
   */
  static async create(
    process: ManagedProcess,
    controllers: readonly Controller[],
  ): Promise<ControlGroup> {
    try {
      const pid = process.pid ?? Deno.pid;
      const locations = await findCgroupLocations(process.run, {
        pid,
        controllers,
      });
      for (const { path } of locations) {
        await process.addCleanupCommand(toRemoveCommand(path));
      }
      return await ControlGroup.#create(locations);
    } catch (cause) {
      throw new UnavailableError(
        `Cannot make a cgroup for ${process.name} as ${
          (cause as Error).message
        }`,
        { cause },
      );
    }
  }

  /** Returns the reason why no group can be created here; empty if one can. */
  static async unavailableReason(
    controllers: readonly Controller[],
  ): Promise<string> {
    try {
      const locations = await findCgroupLocations("loadline-probe", {
        pid: Deno.pid,
        controllers,
      });
      await using _ = await ControlGroup.#create(locations);
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  }

  static async #create(
    locations: readonly CgroupLocation[],
  ): Promise<ControlGroup> {
    const group = new ControlGroup(locations);
    try {
      for (const { path, version, controllers } of locations) {
        await Deno.mkdir(path);
        for (const controller of controllers) {
          // Some containers show the hierarchy without its files.
          await Deno.stat(`${path}/${limitFiles[version][controller]}`);
        }
      }
      return group;
    } catch (error) {
      await group[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Returns the folder with the files of `controller`. Throws RangeError if the group was created without it. */
  folder(controller: Controller): GroupFolder {
    const location = this.#locations.find(({ controllers }) =>
      controllers.includes(controller)
    );
    if (!location) {
      throw new RangeError(
        `Cannot limit ${
          resources[controller]
        } as the group was made without it: ${controller}`,
      );
    }
    return location;
  }

  /** Shell command that moves the shell itself, and the program it becomes by `exec`, into the group. */
  get joinCommand(): string {
    return this.#locations.map(({ path }) =>
      `echo "$$" >${quoteWord(`${path}/cgroup.procs`)}`
    ).join("; ");
  }

  /** Moves a process into the group. Memory allocated before stays charged to its original group. */
  async add(pid: number): Promise<void> {
    for (const { path } of this.#locations) await move(String(pid), path);
  }

  /** Moves its processes back to their original group, and removes the group. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { path, originalCgroup } of this.#locations) {
      for (const member of await readMembers(path)) {
        await move(member, originalCgroup).catch(() => {
          // It has ended, or the original group accepts no processes.
        });
      }
      await Deno.remove(path).catch(() => {
        // It was never created, or still has members: the cleanup command removes it when all processes are dead.
      });
    }
  }
}

/** Limits a group's processes to `cores` together; null = unlimited. */
export async function setCores(
  { path, version }: GroupFolder,
  cores: number | null,
): Promise<void> {
  const quota = cores === null ? null : Math.round(cores * PERIOD_US);
  if (version === 2) {
    await Deno.writeTextFile(
      `${path}/cpu.max`,
      `${quota ?? "max"} ${PERIOD_US}`,
    );
  } else {
    await Deno.writeTextFile(`${path}/cpu.cfs_period_us`, String(PERIOD_US));
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

/**
 * Returns a shell command that removes a group; retries for 10 s, as a killed process leaves it once it gets the
 * processor, of which its limit or a busy machine leave it little.
 */
function toRemoveCommand(path: string): string {
  const folder = quoteWord(path);
  return `i=0; while [ -d ${folder} ] && ! rmdir ${folder} && [ "$i" -lt 100 ]; do i=$((i + 1)); sleep 0.1; done`;
}
