/** Runs of experiments that tests make on a machine which may be busy. */
import { expect } from "vitest";
import type { Run } from "../../src/record/mod.ts";
import { BusyMachine } from "./quiet.ts";

/** Why a run is invalid that had to wait for the processor, in the words of the rules; no fault of what it measured. */
const BUSY =
  /stood still|for want of processor time|^the load (?:began|ended) .* the measuring$/;

/** Whether a run is invalid only as a busy machine let it wait. */
export function isMadeInvalidByMachine(
  { status, notes }: Pick<Run, "status" | "notes">,
): boolean {
  return status === "invalid" && BUSY.test(notes);
}

/**
 * Expects a run to be valid. Throws `BusyMachine` for one that a busy machine has made invalid: make it inside
 * `whileQuiet()`, which makes it again.
 */
export function requireSound(run: Pick<Run, "status" | "notes">): void {
  const { status, notes } = run;
  if (isMadeInvalidByMachine(run)) {
    throw new BusyMachine(`a run is invalid as ${notes}`);
  }
  expect(status, notes).toBe("ok");
}

/**
 * Longest wait for the processor that a run of some seconds bears: from 0.3 s on it is invalid, and its loops and samples
 * are late.
 */
export const RUN_STALL_MS = 300;
