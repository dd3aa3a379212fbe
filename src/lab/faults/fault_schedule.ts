/**
 * The faults of a run: one, several together, or several at their own times. The setting `fault` has them as text:
 * `kill-leader`, `kill-leader+slow-link`, `kill-leader@0s..5s+pause-leader@20s..25s`.
 */
import { type Capable, missingCapability } from "../plan/capability.ts";
import { UnavailableError } from "../processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import { findFault } from "./fault_catalogue.ts";
import type { Fault, FaultContext } from "./fault_definition.ts";

/** One fault of a schedule, as a preset declares it. */
export interface ScheduledFault {
  /** Seconds from the begin of the phase `fault` to its injection. */
  readonly at: number;
  readonly fault: string;
  /** Seconds from its injection to its healing. */
  readonly duration: number;
}

/** A fault with its times, in seconds from the begin of the phase `fault`. */
export interface TimedFault {
  readonly fault: Fault;
  readonly from: number;
  readonly until: number;
}

const timed = /^([a-z-]+)(?:@([\d.]+)s\.\.([\d.]+)s)?$/;

/** Returns the value of the setting `fault` for a schedule. */
export function formatSchedule(schedule: readonly ScheduledFault[]): string {
  return schedule.map(({ at, fault, duration }) =>
    `${fault}@${at}s..${at + duration}s`
  ).join("+");
}

/**
 * Parses a value of the setting `fault`; empty for `none`. A fault without times lasts `duration` seconds from the
 * begin. Throws `UsageError` for text that is no schedule, a fault without a duration, and faults that cannot be combined.
 */
export function parseSchedule(text: string, duration: number): TimedFault[] {
  if (text === "none") return [];
  const schedule = text.split("+").map((part): TimedFault => {
    const [, name = "", from = "0", until = String(duration)] =
      timed.exec(part) ?? [];
    const fault = findFault(name);
    if (!fault) {
      throw new UsageError(
        `Cannot do fault '${part}' as there is none: use its name, kill-leader, or its name with its times, kill-leader@5s..10s`,
      );
    }
    if (!(Number(until) > Number(from))) {
      throw new UsageError(
        `Cannot do fault '${part}' as it would not last: use a time of healing after ${from} s`,
      );
    }
    return { fault, from: Number(from), until: Number(until) };
  });
  const { namespaces, proxies } = toNetworkNeeds(schedule);
  if (namespaces && proxies) {
    throw new UsageError(
      `Cannot do faults '${text}' as one needs network namespaces and another proxies, which do not meet: use one of the two`,
    );
  }
  return schedule;
}

/** Returns how nodes must be started so that the faults can be injected. */
export function toNetworkNeeds(schedule: readonly TimedFault[]) {
  const requires = schedule.flatMap(({ fault }) => fault.requires);
  return {
    namespaces: requires.includes("namespaces"),
    proxies: requires.includes("proxies"),
  };
}

/** Throws `UnavailableError`, which names the fault, if a system lacks a capability that one requires. */
export function requireCapabilities(
  system: Capable,
  schedule: readonly TimedFault[],
): void {
  for (const { fault: { name, requires } } of schedule) {
    const reason = missingCapability(system, requires);
    if (reason === "") continue;
    throw new UnavailableError(`Cannot do ${name} as ${reason}`);
  }
}

/** Throws `UnavailableError`, which names the fault, if one cannot be injected into a started cluster. */
export async function requireInjectable(
  schedule: readonly TimedFault[],
  context: FaultContext,
): Promise<void> {
  for (const { fault } of schedule) {
    const reason = await fault.unavailableReason(context);
    if (reason === "") continue;
    throw new UnavailableError(`Cannot do ${fault.name} as ${reason}`);
  }
}

/** Returns the seconds from the first injection to the last healing. */
export function scheduleSeconds(schedule: readonly TimedFault[]): number {
  return Math.max(0, ...schedule.map(({ until }) => until));
}
