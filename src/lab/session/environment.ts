/** The machine and programs a run was made with: what must be known to compare it with another. */
import type { Run } from "../../record/mod.ts";

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

/** What of a checkout decides what a run does; records and reports change as we go. */
const code = ["src", "scripts", "deno.json", "deno.lock", "package.json"];

/**
 * A version with the git revision of the checkout in `root`: `0.1.0+4bc26b5`, and `-dirty` where its code is not the
 * revision's. The version alone where git, or a checkout at this very place, is missing.
 */
export async function readToolVersion(
  version: string,
  root: string,
): Promise<string> {
  const said = await git(root, "rev-parse", "--show-prefix", "--short", "HEAD");
  const [prefix, revision = ""] = said.split("\n");
  if (prefix !== "" || revision === "") return version;
  const changes = await git(root, "status", "--porcelain", "--", ...code);
  return `${version}+${revision}${changes === "" ? "" : "-dirty"}`;
}

/** What git prints; nothing where it fails. It takes no lock, as others may be at work in the checkout. */
async function git(root: string, ...args: string[]): Promise<string> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["--no-optional-locks", "-C", root, ...args],
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : "";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** Model of the processor; empty where the system does not tell. */
async function processor(): Promise<string> {
  const text = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  return /^model name\s*:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? "";
}
