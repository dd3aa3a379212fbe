/** Says in one line what a file system refused, and what to do: the system's own message names no remedy. */
import { UsageError } from "../model/errors.ts";

/** Reasons of the operating system by their codes, in the words of an error. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not do that there",
  EDQUOT: "the quota of this user is used up",
  EEXIST: "it is no folder",
  ENOENT: "no folder can be made there",
  ENOSPC: "there is no room left",
  ENOTDIR: "it is no folder, or below a file",
  EPERM: "this user may not do that there",
  EROFS: "its file system is read-only",
};

/** Remedies for refusals that a user can lift, whatever the command was to do with the file. */
const remedies: Readonly<Record<string, string>> = {
  EACCES: "let this user read and write there, or name another folder",
  EDQUOT: "make room there, or name another folder",
  ENOSPC: "make room there, or name another folder",
  ENOTDIR: "name another folder",
  EPERM: "let this user read and write there, or name another folder",
  EROFS: "make it writable, or name another folder",
};

/** Returns the reason for which the system refused a file or folder. */
export function refusalReason(error: unknown): string {
  const name = error instanceof Error ? error.name : String(error);
  return reasons[codeOf(error)] ?? `the system says ${name}`;
}

/**
 * Returns a `UsageError` that names the file, the reason and a remedy for an error of the system on a file that a user can
 * lift; any other error as it is.
 */
export function withFileRemedy(error: unknown): unknown {
  const kept = keptFrom(error);
  if (kept !== undefined) {
    return new UsageError(
      `Cannot use '${kept}' as it is in a folder of the system that no program may use unless it has all permissions: name another folder`,
      { cause: error },
    );
  }
  const remedy = remedies[codeOf(error)];
  // Only its message has what was to be done, and the path: `Read-only file system (os error 30): mkdir '/records'`.
  const [, path] = error instanceof Error
    ? /[:,] \w+ '(.+?)'(?: -> '.+')?$/.exec(error.message) ?? []
    : [];
  return remedy === undefined || path === undefined ? error : new UsageError(
    `Cannot use '${path}' as ${refusalReason(error)}: ${remedy}`,
    { cause: error },
  );
}

/** Returns the path that Deno keeps from a program by itself, such as one below `/proc`; undefined for another error. */
function keptFrom(error: unknown): string | undefined {
  return error instanceof Deno.errors.NotCapable
    ? /^Requires all access to "(.+)", run again/.exec(error.message)?.[1]
    : undefined;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
