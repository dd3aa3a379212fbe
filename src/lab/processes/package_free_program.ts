/** Starts a program of this project without its packages. */

/**
 * Returns the command line, up to the permissions, of a program that imports only files of its folder. It starts
 * without the project's configuration, and cannot resolve packages: neither those of the lock file nor newer ones.
 */
export function packageFreeProgram(): readonly string[] {
  return [
    Deno.execPath(),
    "run",
    ...["--no-prompt", "--no-config", "--no-lock", "--no-npm", "--no-remote"],
  ];
}
