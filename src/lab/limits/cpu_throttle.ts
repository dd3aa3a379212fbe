/** Little processor time for one process, by a cgroup of its own: Linux, as root or where a group may be made. */
import { ControlGroup, setCores } from "./cgroup.ts";
import type { OwnedProcess } from "../processes/managed_process.ts";
import { UnavailableError } from "../processes/unavailable.ts";

/** Whether a process can be throttled here: empty, or why not. */
export async function throttleAvailable(): Promise<string> {
  return await ControlGroup.missing(["cpu"]);
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
  await using made = new AsyncDisposableStack();
  const group = made.use(await ControlGroup.create(process, ["cpu"]));
  const folder = group.folder("cpu");
  try {
    await setCores(folder, share);
    await group.add(pid);
  } catch (cause) {
    throw new UnavailableError(
      `Cannot throttle ${process.name} as ${(cause as Error).message}`,
      { cause },
    );
  }
  // Who cannot leave the group is bounded no more.
  made.defer(() => setCores(folder, null));
  return made.move();
}
