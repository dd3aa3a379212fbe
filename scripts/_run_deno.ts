/** Runs Deno in the project, as one step of a command. */
import { isJson, root } from "./_main.ts";

/** Runs Deno with these arguments; its words go where those of the command go. Returns whether it succeeded. */
export async function runDeno(...args: readonly string[]): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: root,
    stdout: isJson ? "piped" : "inherit",
  }).spawn();
  if (isJson) {
    // Not closed, as the command has words of its own.
    await child.stdout.pipeTo(Deno.stderr.writable, { preventClose: true });
  }
  const { success } = await child.status;
  return success;
}
