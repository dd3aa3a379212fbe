/** Memory of a control group: how much of it there is, and whom the kernel killed for more. */
import type { GroupFolder } from "./cgroup_hierarchy.ts";

/** Gives a group's processes so many bytes of memory together, and nothing by swap; null for all there is. */
export async function setMemory(
  { path, version }: GroupFolder,
  bytes: number | null,
): Promise<void> {
  const writeIfThere = async (file: string, text: string) => {
    try {
      await write(`${path}/${file}`, text);
    } catch (error) {
      // A kernel that does not account for swap has no such file.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  };
  if (version === 2) {
    await write(`${path}/memory.max`, String(bytes ?? "max"));
    await writeIfThere("memory.swap.max", bytes === null ? "max" : "0");
    return;
  }
  // Memory and swap together may never be less than memory alone.
  const text = String(bytes ?? -1);
  if (bytes === null) await writeIfThere("memory.memsw.limit_in_bytes", text);
  await write(`${path}/memory.limit_in_bytes`, text);
  if (bytes !== null) await writeIfThere("memory.memsw.limit_in_bytes", text);
}

/**
 * Processes of a group that the kernel has killed for memory so far. Throws where it does not count them, as kernels before
 * 4.13: nobody could tell such a kill from another.
 */
export function readKills({ path, version }: GroupFolder): number {
  const file = version === 2 ? "memory.events" : "memory.oom_control";
  const text = Deno.readTextFileSync(`${path}/${file}`);
  const kills = /^oom_kill (\d+)$/m.exec(text)?.[1];
  if (kills === undefined) {
    throw new RangeError(
      `Cannot count kills for memory as the kernel does not tell them: ${path}/${file}`,
    );
  }
  return Number(kills);
}

async function write(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text, { create: false });
}
