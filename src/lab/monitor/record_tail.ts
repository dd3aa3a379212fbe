/** Follows `reports.json` of a record while another process appends runs to it. */
import {
  paramOf,
  parseRuns,
  readTextIfThere,
  type Run,
} from "../../record/mod.ts";

/** The runs of a record that are, by their last line, in progress or that ended while it was followed. */
export class RecordTail {
  readonly #path: string;
  readonly #running = new Map<string, Run>();
  /** Bytes read so far. */
  #offset = 0;
  #isNew = true;

  constructor(record: string) {
    this.#path = `${record}/reports.json`;
  }

  /** Runs whose last line has status running, killed ones too. */
  get running(): readonly Run[] {
    return [...this.#running.values()];
  }

  /**
   * Reads the lines that were added since the last call, and returns their runs. The first call returns only runs in
   * progress, as a record is long.
   */
  async read(): Promise<readonly Run[]> {
    const text = await this.#readLines();
    if (text === "") return [];
    const runs = this.#isNew ? findRunning(text) : parseRuns(text).runs;
    this.#isNew = false;
    for (const run of runs) {
      if (run.status === "running") this.#running.set(run.run_id, run);
      else this.#running.delete(run.run_id);
    }
    return runs;
  }

  /** Reads all runs of a session, in the order of their first lines. */
  async session(name: string): Promise<readonly Run[]> {
    const text = await readTextIfThere(this.#path) ?? "";
    const quoted = JSON.stringify(name);
    const lines = text.split("\n").filter((line) => line.includes(quoted));
    return parseRuns(lines.join("\n")).runs
      .filter((run) => sessionOf(run) === name);
  }

  /** Returns added lines that are complete. */
  async #readLines(): Promise<string> {
    try {
      using file = await Deno.open(this.#path);
      const { size } = await file.stat();
      if (size < this.#offset) {
        // Another version of the record was put in its place.
        this.#offset = 0;
        this.#running.clear();
        this.#isNew = true;
      }
      if (size === this.#offset) return "";
      await file.seek(this.#offset, Deno.SeekMode.Start);
      const bytes = new Uint8Array(size - this.#offset);
      let read = 0;
      while (read < bytes.length) {
        const n = await file.read(bytes.subarray(read));
        if (n === null) break;
        read += n;
      }
      const whole = bytes.lastIndexOf(10, read - 1) + 1;
      this.#offset += whole;
      return new TextDecoder().decode(bytes.subarray(0, whole));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return "";
    }
  }
}

/** Name of the session of a run; empty for imports and runs of early versions. */
export function sessionOf(run: Pick<Run, "params">): string {
  return paramOf(run, "session");
}

const RUN_ID = /"run_id":"([0-9A-Za-z_-]+)"/;

/** Finds runs whose last line has status running. Parses only their lines. */
function findRunning(text: string): Run[] {
  const last = new Map<string, string>();
  for (const line of text.split("\n")) {
    const id = RUN_ID.exec(line)?.[1];
    if (id !== undefined) last.set(id, line);
  }
  const lines = [...last.values()]
    .filter((line) => line.includes('"status":"running"'));
  return parseRuns(lines.join("\n")).runs
    .filter(({ status }) => status === "running");
}
