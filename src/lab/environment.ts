/** The machine and programs a run was made with: what must be known to compare it with another. */
import type { Run } from "../record/mod.ts";

/** Kernel, processors, memory and Deno; equal for runs that may be compared. Needs no right but to ask the system. */
export async function readEnvironment(): Promise<Run["environment"]> {
  const { total } = Deno.systemMemoryInfo();
  return {
    os: Deno.build.os,
    arch: Deno.build.arch,
    kernel: Deno.osRelease(),
    processor: await processor(),
    cores: navigator.hardwareConcurrency,
    memory_bytes: total,
    deno: Deno.version.deno,
  };
}

/** Model of the processor; empty where the system does not tell. */
async function processor(): Promise<string> {
  const text = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  return /^model name\s*:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? "";
}
