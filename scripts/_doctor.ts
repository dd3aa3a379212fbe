/** deno task run --doctor */
import { examine } from "../src/lab/mod.ts";
import { examinePrograms } from "../src/systems/mod.ts";
import { type Outcome, printable, say } from "./_main.ts";

/** Prints problems of this machine that affect runs; the exit code is 1 if a check fails. */
export async function diagnose(): Promise<Outcome> {
  const findings = [...await examine(), ...examinePrograms()];
  for (const { name, result, text, remedy } of findings) {
    const advice = remedy === "" ? "" : ` -> ${remedy}`;
    say(printable(`${result} ${name.padEnd(12)} ${text}${advice}`));
  }
  const code = findings.some(({ result }) => result === "fail") ? 1 : 0;
  return { code, result: { findings } };
}
