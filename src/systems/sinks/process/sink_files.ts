/** Files by which the runner tells a sink its mode, and a sink tells what it does. They outlive its process. */
import type { SinkMode } from "../../../lab/lines/sink.ts";

export interface SinkState {
  readonly pid: number;
  readonly mode: SinkMode;
}

const modes: readonly SinkMode[] = ["accept", "refuse", "slow"];

/** Writes the mode in which the sink's process, and every later one, works. */
export async function writeControl(
  path: string,
  mode: SinkMode,
): Promise<void> {
  await Deno.writeTextFile(path, `${mode}\n`);
}

/** Returns the mode; null while the file is missing, or is being written. */
export function readControl(path: string): SinkMode | null {
  const text = readIfThere(path);
  return modes.find((mode) => text === `${mode}\n`) ?? null;
}

export function writeState(path: string, state: SinkState): void {
  Deno.writeTextFileSync(path, `${JSON.stringify(state)}\n`);
}

/** Returns null while the file is missing or incomplete. */
export function readState(path: string): SinkState | null {
  const text = readIfThere(path);
  return text.endsWith("\n") ? JSON.parse(text) : null;
}

function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
