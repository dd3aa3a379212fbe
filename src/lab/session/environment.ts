/** Describes the machine and tool version of a run, by which runs are comparable. */
import type { Run } from "../../record/mod.ts";
import { runProgram } from "../processes/run_program.ts";

/** Reads kernel, processors, memory and Deno version; equal for comparable runs. Needs the permission `sys` only. */
export async function readEnvironment(): Promise<Run["environment"]> {
  const { total } = Deno.systemMemoryInfo();
  return {
    os: Deno.build.os,
    arch: Deno.build.arch,
    kernel: Deno.osRelease(),
    processor: await readProcessor(),
    cores: navigator.hardwareConcurrency,
    memory_bytes: total,
    deno: Deno.version.deno,
  };
}

/** Paths that determine the behaviour of a run; sessions change records and reports. */
const codePaths = ["src", "scripts", "deno.json", "deno.lock", "package.json"];

/**
 * Adds the git revision of the checkout in `root` to a version: `0.1.0+4bc26b5`, and `-dirty` if code differs from it.
 * Returns the version alone if there is no git, no commit, or `root` is not the root of a checkout.
 */
export async function readToolVersion(
  version: string,
  root: string,
): Promise<string> {
  const output = await git(
    root,
    ...["rev-parse", "--show-prefix", "--short", "HEAD"],
  );
  const [prefix, revision = ""] = output.split("\n");
  if (prefix !== "" || revision === "") return version;
  const changes = await git(root, "status", "--porcelain", "--", ...codePaths);
  return `${version}+${revision}${changes === "" ? "" : "-dirty"}`;
}

/** Returns the output of git; empty if it fails. Takes no lock, as other programs may use the checkout. */
async function git(root: string, ...args: string[]): Promise<string> {
  const result = await runProgram(
    ["git", "--no-optional-locks", "-C", root, ...args],
  );
  return result?.code === 0 ? result.stdout : "";
}

/** Model of the processor; empty if unknown. */
async function readProcessor(): Promise<string> {
  const text = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  return /^model name\s*:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? "";
}
