/** Finds out which version of a program is installed, without the code under test. */

/** Returns the first group of `pattern` in what a command prints; empty if it is not installed. */
export async function programVersion(
  [program = "", ...args]: readonly string[],
  pattern: RegExp,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  // Daemons are not on the PATH of every user.
  const path = `${Deno.env.get("PATH")}:/usr/sbin`;
  const { stdout } = await new Deno.Command("env", {
    args: [program, ...args],
    env: { PATH: path, ...env },
    stdin: "null",
  }).output();
  return pattern.exec(new TextDecoder().decode(stdout))?.[1] ?? "";
}
