/** Limits the processor time of one process by a cgroup; needs Linux, and root or permission to create a group. */
import { ControlGroup, setCores } from "./cgroup.ts";
import type { ManagedProcess } from "../processes/managed_process.ts";
import { UnavailableError } from "../processes/unavailable.ts";

/** Returns the reason why processes cannot be throttled here; empty if they can. */
export async function throttleUnavailableReason(): Promise<string> {
  return await ControlGroup.unavailableReason(["cpu"]);
}

/** Removes the limit on dispose. */
export type Throttle = AsyncDisposable;

/**
 * Limits a process, and the children it starts from now on, to `share` of one core (1 = one core) until disposed of, or
 * the runner is killed. Throws `UnavailableError` if no cgroup can be used, TypeError if the process does not run.
 */
export async function throttle(
  process: ManagedProcess,
  share: number,
): Promise<Throttle> {
  const { pid } = process;
  if (pid === null) {
    throw new TypeError(`Cannot throttle ${process.name} as it does not run`);
  }
  await using stack = new AsyncDisposableStack();
  const group = stack.use(await ControlGroup.create(process, ["cpu"]));
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
  // If a process cannot be moved out of the cgroup, its limit is removed instead.
  stack.defer(() => setCores(folder, null));
  return stack.move();
}
