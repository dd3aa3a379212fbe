/** Limits memory and processor time of a process of the system under test, across restarts. */
import { formatValue } from "../../record/mod.ts";
import { ControlGroup, setCores } from "./cgroup.ts";
import { type Controller, findHierarchy } from "./cgroup_hierarchy.ts";
import { readKills, setMemory } from "./cgroup_memory.ts";
import { type Oom, POLL_INTERVAL_S, watchMemory } from "./memory_watchdog.ts";
import type { ManagedProcess } from "../processes/managed_process.ts";
import { procUnavailableReason } from "../processes/proc.ts";
import { UnavailableError } from "../processes/unavailable.ts";

export interface ResourceLimitOptions {
  /** Memory limit in bytes; 0 = unlimited. */
  readonly memory: number;
  /** Processor limit in cores; 0 = unlimited. */
  readonly cpu: number;
  /** Called once per process killed for exceeding its memory limit. */
  readonly onOom: (oom: Oom) => void;
  /** True to use a cgroup if possible; true by default. */
  readonly cgroup?: boolean;
}

/** Active limits; disposing of them removes the limits and leaves the process running. */
export interface ResourceLimits extends AsyncDisposable {
  /** Enforcement of the memory limit: by the kernel, or by polling. */
  readonly kind: "cgroup" | "watchdog";
  /** One-line description of the limits, how they are enforced, and which are not. */
  readonly enforced: string;
}

/**
 * Limits a process, now and after every restart. Uses a cgroup if one can be created; otherwise memory is polled and
 * processor time is not limited. Memory is polled in a cgroup too, as memory allocated before the process joined it is
 * not charged to it. Throws RangeError for a negative
 * limit, and `UnavailableError` for a memory limit where /proc cannot be read.
 */
export async function limitResources(
  process: ManagedProcess,
  { memory, cpu, onOom, cgroup = true }: ResourceLimitOptions,
): Promise<ResourceLimits> {
  if (!(memory >= 0 && cpu >= 0)) {
    throw new RangeError(
      `Cannot limit ${process.name} as a limit is 0 or more: memory ${memory} B, cpu ${cpu}`,
    );
  }
  const missing = memory > 0 ? procUnavailableReason() : "";
  if (missing !== "") {
    throw new UnavailableError(
      `Cannot watch the memory of ${process.name} as ${missing}`,
    );
  }
  const limits = { memory, cpu };
  await using stack = new AsyncDisposableStack();
  const { group, enforced, reason } = cgroup
    ? await openGroup(process, limits)
    : { group: null, enforced: [], reason: "no cgroup is wanted" };
  if (group) {
    stack.use(group);
    stack.defer(() => removeLimits(group, enforced));
    // A restarted process joins the group before it executes its program.
    process.preExec = group.joinCommand;
    stack.defer(() => void (process.preExec = ""));
  }
  const memoryGroup = group && enforced.includes("memory")
    ? group.folder("memory")
    : null;
  if (memory > 0) {
    const countKills = memoryGroup && (() => readKills(memoryGroup));
    stack.use(watchMemory(process, { limit: memory, onOom, countKills }));
  }
  const closing = stack.move();
  return {
    kind: (memory > 0 ? memoryGroup : group) ? "cgroup" : "watchdog",
    enforced: describe(limits, { enforced, reason }),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

type Limits = Readonly<Record<Controller, number>>;

/** Limits that a cgroup enforces, and the reason why it does not enforce the others; empty for none. */
interface Enforcement {
  readonly enforced: readonly Controller[];
  readonly reason: string;
}

/** Creates a group that enforces the limits that a cgroup can enforce here, and moves a running process into it. */
async function openGroup(
  process: ManagedProcess,
  limits: Limits,
): Promise<Enforcement & { readonly group: ControlGroup | null }> {
  const enforced: Controller[] = [];
  const reasons: string[] = [];
  for (const controller of ["memory", "cpu"] as const) {
    if (limits[controller] === 0) continue;
    const hierarchy = await findHierarchy(controller);
    if (typeof hierarchy === "string") reasons.push(hierarchy);
    else enforced.push(controller);
  }
  const none = { group: null, enforced: [] };
  if (enforced.length === 0) return { ...none, reason: reasons.join("; ") };
  let group: ControlGroup | null = null;
  try {
    group = await ControlGroup.create(process, enforced);
    if (enforced.includes("cpu")) {
      await setCores(group.folder("cpu"), limits.cpu);
    }
    if (enforced.includes("memory")) {
      await setMemory(group.folder("memory"), limits.memory);
      // Throws if OOM kills are not counted, as they could not be reported: the watchdog alone must enforce the limit.
      readKills(group.folder("memory"));
    }
    if (process.pid !== null) await group.add(process.pid);
    return { group, enforced, reason: reasons.join("; ") };
  } catch (error) {
    await group?.[Symbol.asyncDispose]();
    return { ...none, reason: (error as Error).message };
  }
}

/** Removes the limits of processes that cannot be moved out of the group. */
async function removeLimits(
  group: ControlGroup,
  enforced: readonly Controller[],
): Promise<void> {
  if (enforced.includes("cpu")) await setCores(group.folder("cpu"), null);
  if (enforced.includes("memory")) {
    await setMemory(group.folder("memory"), null);
  }
}

function describe(
  { memory, cpu }: Limits,
  { enforced, reason }: Enforcement,
): string {
  const parts: string[] = [];
  if (memory > 0) {
    const by = enforced.includes("memory")
      ? "by a cgroup"
      : `by a watchdog that looks every ${
        POLL_INTERVAL_S * 1000
      } ms (${reason})`;
    parts.push(`memory ${formatBytes(memory)} ${by}`);
  }
  if (cpu > 0) {
    const cores = `${cpu} ${cpu === 1 ? "core" : "cores"}`;
    parts.push(
      enforced.includes("cpu")
        ? `${cores} by a cgroup`
        : `processor time is not bounded to ${cores} (${reason})`,
    );
  }
  return parts.join("; ") || "nothing is bounded";
}

function formatBytes(bytes: number): string {
  const unit = bytes % 2 ** 20 === 0 ? "MiB" : "MB";
  return `${formatValue(bytes, unit)} ${unit}`;
}
