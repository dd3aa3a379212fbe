/** The account of this machine that a database server runs as: servers refuse to run as root. */
import { chown } from "node:fs/promises";
import { userInfo } from "node:os";
import { findProgram } from "../support/find_program.ts";

/** Account without rights, on every Linux. */
const UNPRIVILEGED = { name: "nobody", uid: 65_534, gid: 65_534 };

export interface ServerAccount {
  /** Name of the account; empty for that of this process. */
  readonly name: string;
  /** What stands before a command, so that it runs as the account. */
  readonly prefix: readonly string[];
  /** Gives a folder, or a file, to the account. */
  own(path: string): Promise<void>;
}

/** Returns this process's own account, or, for root, one without rights. Throws `UnavailableError` without `setpriv`. */
export function toServerAccount(): ServerAccount {
  if (userInfo().uid !== 0) {
    return { name: "", prefix: [], own: () => Promise.resolve() };
  }
  const { name, uid, gid } = UNPRIVILEGED;
  const setpriv = findProgram({
    names: ["setpriv"],
    debianPackage: "util-linux",
  });
  return {
    name,
    prefix: [
      ...[setpriv, `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"],
    ],
    own: (path) => chown(path, uid, gid),
  };
}

/**
 * Creates a folder for the data of a server, below `parent`, which others may then pass through but not list. Returns its
 * path.
 */
export async function makeDataFolder(
  parent: string,
  { name, account }: {
    readonly name: string;
    readonly account: ServerAccount;
  },
): Promise<string> {
  const path = `${parent}/${name}`;
  await Deno.mkdir(path, { mode: 0o700 });
  if (account.name !== "") await Deno.chmod(parent, 0o711);
  await account.own(path);
  return path;
}

/** Removes all that is in a folder, which itself stays. */
export async function emptyFolder(path: string): Promise<void> {
  for await (const { name } of Deno.readDir(path)) {
    await Deno.remove(`${path}/${name}`, { recursive: true });
  }
}
