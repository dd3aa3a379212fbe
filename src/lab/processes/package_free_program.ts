/** Running a program of ours in a process of its own. */

/**
 * Command line up to the permissions of a program that imports nothing but files beside it. It starts without reading the
 * project's configuration, and can resolve no package: neither one of the lock file nor a newer one.
 */
export function packageFreeProgram(): readonly string[] {
  return [
    Deno.execPath(),
    "run",
    ...["--no-prompt", "--no-config", "--no-lock", "--no-npm", "--no-remote"],
  ];
}
