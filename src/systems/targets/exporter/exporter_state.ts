/** State file of an exporter: reports its ports to the runner, and restores them after a restart. */
import { readTextIfThere } from "../../../record/disk/if_there.ts";

export interface ExporterState {
  /** First start, in milliseconds since 1970. */
  readonly started_at: number;
  /** Port of each target on 127.0.0.1. */
  readonly ports: readonly number[];
}

export async function writeExporterState(
  path: string,
  state: ExporterState,
): Promise<void> {
  await Deno.writeTextFile(path, `${JSON.stringify(state)}\n`);
}

/** Returns null while the file is missing or incomplete. */
export async function readExporterState(
  path: string,
): Promise<ExporterState | null> {
  const text = await readTextIfThere(path);
  return text?.endsWith("\n") ? JSON.parse(text) : null;
}
