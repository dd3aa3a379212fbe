/** The budget of a system under test: how much memory and processor time its process may use, however often it is started. */
import { formatValue } from "../../record/mod.ts";
import { ControlGroup, setCores } from "./cgroup.ts";
import { type Controller, findHierarchy } from "./cgroup_hierarchy.ts";
import { readKills, setMemory } from "./cgroup_memory.ts";
import { LOOK, type Oom, watchMemory } from "./memory_watchdog.ts";
import type { OwnedProcess } from "../processes/managed_process.ts";
import { missingProc } from "../processes/proc.ts";

export interface BudgetOptions {
  /** Bytes; 0 for no bound. */
  readonly memory: number;
  /** Cores; 0 for no bound. */
  readonly cpu: number;
  /** Told once of each process that was killed as it had too much memory. */
  readonly onOom: (oom: Oom) => void;
  /** Whether a cgroup may be made; true by default. */
  readonly cgroup?: boolean;
}

/** What bounds a process until it is disposed of; the process itself is left alone. */
export interface Budget extends AsyncDisposable {
  /** Who bounds memory: the kernel, or we by looking. */
  readonly kind: "cgroup" | "watchdog";
  /** One line of what is bounded and how, and what is not. */
  readonly enforced: string;
}

/**
 * Bounds a process, now and whenever it is started again. A cgroup bounds it where one can be made; elsewhere its memory is
 * watched, and its processor time is not bounded. It is watched in a cgroup too, as memory that it had before it came there
 * does not count there. Throws RangeError for less than nothing.
 */
export async function setBudget(
  process: OwnedProcess,
  { memory, cpu, onOom, cgroup = true }: BudgetOptions,
): Promise<Budget> {
  if (!(memory >= 0 && cpu >= 0)) {
    throw new RangeError(
      `Cannot bound ${process.name} as a budget is 0 or more: memory ${memory} B, cpu ${cpu}`,
    );
  }
  const bounds = { memory, cpu };
  await using made = new AsyncDisposableStack();
  const { group, bounded, reason } = cgroup
    ? await openGroup(process, bounds)
    : { group: null, bounded: [], reason: "no cgroup is wanted" };
  if (group) {
    made.use(group);
    made.defer(() => lift(group, bounded));
    // Started again, it is born in the group.
    process.prelude = group.entrance;
    made.defer(() => void (process.prelude = ""));
  }
  const inGroup = group && bounded.includes("memory")
    ? group.folder("memory")
    : null;
  if (memory > 0) {
    const countKills = inGroup && (() => readKills(inGroup));
    made.use(watchMemory(process, { limit: memory, onOom, countKills }));
  }
  const closing = made.move();
  return {
    kind: (memory > 0 ? inGroup : group) ? "cgroup" : "watchdog",
    enforced: describe(bounds, { bounded, reason }),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

type Bounds = Readonly<Record<Controller, number>>;

/** What a cgroup bounds, and why it does not bound the rest; empty for none. */
interface Bounded {
  readonly bounded: readonly Controller[];
  readonly reason: string;
}

/** A group that bounds what can be bounded by one here, with the process in it if it runs. */
async function openGroup(
  process: OwnedProcess,
  bounds: Bounds,
): Promise<Bounded & { readonly group: ControlGroup | null }> {
  const bounded: Controller[] = [];
  const reasons: string[] = [];
  for (const controller of ["memory", "cpu"] as const) {
    if (bounds[controller] === 0) continue;
    const found = await findHierarchy(controller);
    if (typeof found === "string") reasons.push(found);
    else bounded.push(controller);
  }
  const nothing = { group: null, bounded: [] };
  if (bounded.length === 0) return { ...nothing, reason: reasons.join("; ") };
  let group: ControlGroup | null = null;
  try {
    group = await ControlGroup.create(process, bounded);
    if (bounded.includes("cpu")) {
      await setCores(group.folder("cpu"), bounds.cpu);
    }
    if (bounded.includes("memory")) {
      await setMemory(group.folder("memory"), bounds.memory);
      // Without a count of kills nobody could tell of them: the watch alone must bound it.
      readKills(group.folder("memory"));
    }
    if (process.pid !== null) await group.add(process.pid);
    return { group, bounded, reason: reasons.join("; ") };
  } catch (error) {
    await group?.[Symbol.asyncDispose]();
    return { ...nothing, reason: (error as Error).message };
  }
}

/** Who cannot leave a group that is closed is bounded no more. */
async function lift(
  group: ControlGroup,
  bounded: readonly Controller[],
): Promise<void> {
  if (bounded.includes("cpu")) await setCores(group.folder("cpu"), null);
  if (bounded.includes("memory")) await setMemory(group.folder("memory"), null);
}

function describe(
  { memory, cpu }: Bounds,
  { bounded, reason }: Bounded,
): string {
  const parts: string[] = [];
  if (memory > 0) {
    const look = missingProc() === "" ? LOOK.proc : LOOK.ps;
    const by = bounded.includes("memory")
      ? "by a cgroup"
      : `by a watchdog that looks every ${look * 1000} ms (${reason})`;
    parts.push(`memory ${formatBytes(memory)} ${by}`);
  }
  if (cpu > 0) {
    const cores = `${cpu} ${cpu === 1 ? "core" : "cores"}`;
    parts.push(
      bounded.includes("cpu")
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
