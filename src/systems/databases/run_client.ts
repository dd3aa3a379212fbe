/** Runs the command line clients and set-up programs of database servers. */
import { runProgram } from "../../lab/processes/run_program.ts";

/** Seconds for one statement, or the set-up of a data folder on a busy machine. */
const TIMEOUT_S = 180;

/** Characters of what a program said that go into an error. */
const MAX_SAID_CHARS = 300;

/** Runs a program to its end, and returns what it wrote. `what` reads after `Cannot`. Throws an Error with what it said. */
export async function runClient(
  command: readonly string[],
  { what, env = {} }: {
    readonly what: string;
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<string> {
  const result = await runProgram(command, { env, timeout: TIMEOUT_S });
  if (result?.code === 0) return result.stdout.trimEnd();
  const said = (result?.stderr || result?.stdout || "it is not installed")
    .replace(/\s+/g, " ").trim();
  throw new Error(
    `Cannot ${what} as ${command.at(0)?.split("/").at(-1)} failed: ${
      said.slice(0, MAX_SAID_CHARS)
    }`,
  );
}

/** Returns a password that nobody else knows: 32 hexadecimal digits. */
export function drawPassword(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toHex();
}
