/** Watches a folder of records: waits for a run, follows it to its end, and goes on with the next. */
import {
  compareText,
  listRecords,
  type Run,
  UsageError,
} from "../../record/mod.ts";
import { RecordTail, sessionOf } from "./record_tail.ts";
import { isInProgress } from "./run_activity.ts";
import { RunFollower } from "./run_follower.ts";
import {
  type FindOutline,
  type SessionOutline,
  type SessionProgress,
  sessionProgress,
} from "./session_progress.ts";

/** A run that is followed, and what is known of its session. */
export interface WatchedRun {
  /** By its last line. */
  readonly run: Run;
  /** Name of the folder of its record. */
  readonly record: string;
  /** `interrupted`: its runner was killed, or stopped by its user. */
  readonly course: "running" | "ended" | "interrupted";
  readonly follower: RunFollower;
  readonly outline: SessionOutline | null;
  /** Runs of its session on record, in the order they were made. */
  readonly session: readonly Run[];
  readonly progress: SessionProgress;
}

export interface SessionWatchOptions {
  readonly findOutline: FindOutline;
  /** @default {Date.now} */
  readonly now?: () => number;
}

export class SessionWatch {
  readonly #data: string;
  readonly #findOutline: FindOutline;
  readonly #now: () => number;
  readonly #records = new Map<string, RecordTail>();
  #watched: WatchedRun | null = null;

  /** `data` is the folder of all records. */
  constructor(
    data: string,
    { findOutline, now = Date.now }: SessionWatchOptions,
  ) {
    this.#data = data;
    this.#findOutline = findOutline;
    this.#now = now;
  }

  /**
   * Reads what was written since the last call; call it about once a second. Returns the run in progress, or else the
   * run that was followed last; null before the first.
   */
  async poll(): Promise<WatchedRun | null> {
    const watched = this.#watched;
    // Before its line is read: a run writes its end before it releases its lock.
    const isOver = watched?.course === "running" &&
      !await this.#isInProgress(watched.record, watched.run);
    const changed = await this.#readRecords();
    if (watched) {
      const own = changed.get(watched.record) ?? [];
      this.#watched = await this.#follow(watched, { own, isOver });
    }
    // The end of a run is seen before the next run, however soon that begins.
    const wasRunning = watched?.course === "running";
    if (!wasRunning && this.#watched?.course !== "running") {
      this.#watched = await this.#findNext() ?? this.#watched;
    }
    return this.#watched;
  }

  /** Returns the runs whose lines were added, by record. */
  async #readRecords(): Promise<ReadonlyMap<string, readonly Run[]>> {
    const changed = new Map<string, readonly Run[]>();
    for (const record of await listRecordsIfThere(this.#data)) {
      const tail = this.#records.get(record) ??
        new RecordTail(`${this.#data}/${record}`);
      this.#records.set(record, tail);
      changed.set(record, await tail.read());
    }
    return changed;
  }

  async #follow(
    watched: WatchedRun,
    { own, isOver }: { readonly own: readonly Run[]; readonly isOver: boolean },
  ): Promise<WatchedRun> {
    const { follower, outline } = watched;
    const name = sessionOf(watched.run);
    const session = withRuns(
      watched.session,
      own.filter((run) => sessionOf(run) === name),
    );
    const run = session.find(({ run_id }) => run_id === watched.run.run_id) ??
      watched.run;
    // Also at its end, for its last rows.
    if (watched.course === "running") await follower.poll();
    const isRunning = watched.course === "running" && !isOver &&
      run.status === "running";
    const course = isRunning ? "running" : toCourse(run);
    const progress = sessionProgress(run, {
      ...{ runs: session, outline, now: this.#now(), isRunning },
    });
    return { ...watched, run, session, progress, course };
  }

  async #findNext(): Promise<WatchedRun | null> {
    const candidates = [...this.#records]
      .flatMap(([record, { running }]) =>
        running.map((run) => ({ record, run }))
      )
      .sort((a, b) => compareText(b.run.run_id, a.run.run_id));
    for (const { record, run } of candidates) {
      if (!await this.#isInProgress(record, run)) continue;
      const follower = new RunFollower(run, `${this.#data}/${record}`);
      await follower.poll();
      const session = await this.#records.get(record)
        ?.session(sessionOf(run)) ?? [];
      const outline = await this.#findOutline(run);
      const progress = sessionProgress(run, {
        ...{ runs: session, outline, now: this.#now(), isRunning: true },
      });
      return {
        ...{ run, record, course: "running" },
        ...{ follower, outline, session, progress },
      };
    }
    return null;
  }

  #isInProgress(record: string, { part }: Run): Promise<boolean> {
    return isInProgress(`${this.#data}/${record}/${part}`, { now: this.#now });
  }
}

/** The first run makes the folder of the records. */
async function listRecordsIfThere(data: string): Promise<readonly string[]> {
  try {
    return await listRecords(data);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    if (!(error instanceof Deno.errors.NotADirectory)) throw error;
    throw new UsageError(
      `Cannot watch '${data}' as it is no folder: name the folder of the records with --data`,
    );
  }
}

/** Course of a run that nobody works on. */
function toCourse({ status }: Run): WatchedRun["course"] {
  return status === "running" || status === "incomplete"
    ? "interrupted"
    : "ended";
}

/** Puts the last lines of runs in the place of their earlier ones. */
function withRuns(
  known: readonly Run[],
  added: readonly Run[],
): readonly Run[] {
  if (added.length === 0) return known;
  const runs = new Map(known.map((run) => [run.run_id, run]));
  for (const run of added) runs.set(run.run_id, run);
  return [...runs.values()];
}
