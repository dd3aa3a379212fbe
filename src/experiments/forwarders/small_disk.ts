/** Puts the buffer of a forwarder on a small disk in memory, which only its own processes see. */
import { runProgram } from "../../lab/processes/run_program.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";

const namespaces = ["unshare", "--mount", "--map-root-user"];

/**
 * Returns the words before a forwarder's command that mount a disk of `bytes` at `{spool}`; none for 0. The disk is gone
 * with the last process that sees it. Throws `UnavailableError` if this machine lets nobody mount one.
 */
export async function toDiskWrapper(
  bytes: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (bytes === 0) return [];
  const mount = ["mount", "-t", "tmpfs", "none", "/mnt"];
  const tried = await runProgram([...namespaces, ...mount], { signal });
  if (tried?.code !== 0) {
    throw new UnavailableError(
      `Cannot make a small disk as this machine does not let a process mount one in a namespace of its own: ${
        tried?.stderr.trim() ?? "unshare is not installed"
      }`,
    );
  }
  const script = `mount -t tmpfs -o size=${bytes} none "$0" && exec "$@"`;
  return [...namespaces, "sh", "-c", script, "{spool}"];
}

/** Returns the path at which this process sees a folder of another one, which may be in a namespace of its own. */
export function pathSeenBy(pid: number, path: string): string {
  return `/proc/${pid}/root${path}`;
}
