/** Whether a process itself listens at a port: an accepted connection may be another's that has taken the port. */
import { ifThere } from "../../record/mod.ts";

/** State of a listening socket in `/proc/net/tcp`. */
const LISTEN = "0A";

/**
 * Returns true if the process with `pid` has a socket that listens at the TCP port, on any address; false as well if it
 * has ended or its files may not be read.
 */
export async function listens(pid: number, port: number): Promise<boolean> {
  const [v4, v6, files] = await Promise.all([
    maybeRead(`/proc/${pid}/net/tcp`),
    maybeRead(`/proc/${pid}/net/tcp6`),
    openFiles(pid),
  ]);
  return [...toListeners(v4, port), ...toListeners(v6, port)]
    .some((inode) => files.has(`socket:[${inode}]`));
}

/** Returns the inodes of the sockets that listen at a port. */
function toListeners(table: string, port: number): string[] {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return table.split("\n").slice(1).flatMap((line) => {
    const [, local = "", , state, , , , , , inode = ""] = line.trim()
      .split(/\s+/);
    return local.endsWith(ending) && state === LISTEN ? [inode] : [];
  });
}

/** Returns what the open files of a process are: `socket:[4711]`. */
async function openFiles(pid: number): Promise<ReadonlySet<string>> {
  const folder = `/proc/${pid}/fd`;
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  const targets = await Promise.all(
    entries.map(({ name }) =>
      Deno.readLink(`${folder}/${name}`).catch(() => "")
    ),
  );
  return new Set(targets);
}

async function maybeRead(path: string): Promise<string> {
  return await ifThere(Deno.readTextFile(path)).catch(() => null) ?? "";
}
