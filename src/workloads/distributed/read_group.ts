/** Reads several processes of this machine as one: a master of Locust and the workers beside it. */
import { type ProcessReading, readProcess } from "../../lab/processes/proc.ts";
import { readProcessTree } from "../../lab/processes/process_tree.ts";

/**
 * Returns a function that reads a process with its descendants, and the processes of `others` as well. What one of them has
 * used still counts when it has ended.
 */
export function readGroup(
  others: () => readonly number[],
): (pid: number) => ProcessReading | null {
  /** Processor seconds by pid. */
  const spent = new Map<number, number>();
  return (pid) => {
    const first = readProcessTree(pid);
    if (!first) return null;
    const readings = others().flatMap((other) => {
      const reading = readProcess(other);
      if (reading) spent.set(other, reading.cpu);
      return reading ?? [];
    });
    const sum = (of: (reading: ProcessReading) => number | null) =>
      readings.reduce((all, reading) => all + (of(reading) ?? 0), 0);
    return {
      ...first,
      cpu: first.cpu + [...spent.values()].reduce((all, one) => all + one, 0),
      memory: first.memory === null
        ? null
        : first.memory + sum(({ memory }) => memory),
      threads: (first.threads ?? 0) + sum(({ threads }) => threads),
      openFiles: (first.openFiles ?? 0) + sum(({ openFiles }) => openFiles),
    };
  };
}
