/** Sets the memory limit of a cgroup, and counts the processes that the kernel killed for exceeding it. */
import { ifThere } from "../../record/mod.ts";
import type { GroupFolder } from "./cgroup_hierarchy.ts";

/** Limits a group's processes to `bytes` of memory together, without swap; null = unlimited. */
export async function setMemory(
  { path, version }: GroupFolder,
  bytes: number | null,
): Promise<void> {
  // A kernel without swap accounting has no such file.
  const writeIfThere = (file: string, text: string) =>
    ifThere(write(`${path}/${file}`, text));
  if (version === 2) {
    await write(`${path}/memory.max`, String(bytes ?? "max"));
    await writeIfThere("memory.swap.max", bytes === null ? "max" : "0");
    return;
  }
  // The kernel rejects a limit of memory and swap below that of memory alone.
  const text = String(bytes ?? -1);
  if (bytes === null) await writeIfThere("memory.memsw.limit_in_bytes", text);
  await write(`${path}/memory.limit_in_bytes`, text);
  if (bytes !== null) await writeIfThere("memory.memsw.limit_in_bytes", text);
}

/**
 * Returns the number of OOM kills in a group so far. Throws RangeError if the kernel does not count them (before 4.13):
 * an OOM kill could not be distinguished from any other.
 */
export function readKills({ path, version }: GroupFolder): number {
  const file = version === 2 ? "memory.events" : "memory.oom_control";
  const text = Deno.readTextFileSync(`${path}/${file}`);
  const kills = /^oom_kill (\d+)$/m.exec(text)?.[1];
  if (kills === undefined) {
    throw new RangeError(
      `Cannot count kills for memory as the kernel does not report them: ${path}/${file}`,
    );
  }
  return Number(kills);
}

async function write(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text, { create: false });
}
