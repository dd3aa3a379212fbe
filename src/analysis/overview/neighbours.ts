/** Describes runs that shared their machine with other runs. */
import type { IdentifiedValidity } from "./run_caveats.ts";

/** Returns true if other runs were under way on the machine. */
export function ranBeside({ reasons }: IdentifiedValidity): boolean {
  return reasons.some(({ code }) => code === "beside");
}

/** Returns `1 of 24 runs ran beside other runs on this machine`; empty for none. */
export function besideText(runs: readonly IdentifiedValidity[]): string {
  const n = runs.filter(ranBeside).length;
  if (n === 0) return "";
  const noun = runs.length === 1 ? "run" : "runs";
  return `${n} of ${runs.length} ${noun} ran beside other runs on this machine`;
}

/** Returns what a table says of those of its runs that shared the machine, `all` runs on record given. */
export function besideNote(
  runs: readonly IdentifiedValidity[],
  all: readonly IdentifiedValidity[],
): string {
  const mine = runs.filter(ranBeside);
  if (mine.length === 0) return "";
  const neighbours =
    all.filter(({ reasons }) =>
      reasons.some(({ code, runs }) =>
        code === "beside" && mine.some(({ run_id }) => runs.includes(run_id))
      )
    ).length;
  return `${
    besideText(runs)
  } (${neighbours} of them), with which they shared processors, memory and disk: these figures are not of a quiet machine.`;
}
