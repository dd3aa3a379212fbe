/** Turns what is known of the run in progress into messages: all of it for a new viewer, what is new for the others. */
import type { RunTimeline } from "../lab/monitor/run_timeline.ts";
import type { WatchedRun } from "../lab/monitor/session_watch.ts";
import {
  toArchive,
  toJson,
  toMessage,
  toRunFacts,
  toSessionFacts,
  toState,
  toTimelineFacts,
} from "./messages.ts";

/** Ended runs whose figures are kept. */
const MAX_KEPT = 10;

/** Text of a run that was followed to its end, as JSON. */
type Archive = string;

export class Publisher {
  readonly #archives = new Map<string, Archive>();
  #watched: WatchedRun | null = null;
  /** Timeline that was sent last; it is replaced as a whole. */
  #shown: Pick<RunTimeline, "bands" | "marks"> = { bands: [], marks: [] };

  /** Returns the figures of a run that was followed, as JSON; undefined for another. */
  archive(run_id: string): string | undefined {
    const watched = this.#watched;
    return watched?.run.run_id === run_id
      ? toJson(toArchive(watched))
      : this.#archives.get(run_id);
  }

  /** Returns the messages about what changed since the last call; empty for none. */
  publish(watched: WatchedRun | null): string {
    const before = this.#watched;
    this.#watched = watched;
    if (watched === null) return "";
    if (before?.run.run_id !== watched.run.run_id) {
      if (before) this.#keep(before);
      watched.follower.series.takeChanges();
      return this.snapshot();
    }
    const { run, course, session, progress, follower } = watched;
    const isOver = course !== "running";
    const wasOver = before.course !== "running";
    if (isOver && wasOver && before.run === run && before.session === session) {
      return "";
    }
    const messages: string[] = [];
    if (before.run !== run) {
      messages.push(toMessage("run", toRunFacts(run, !isOver)));
    }
    if (before.session !== session || isOver !== wasOver) {
      messages.push(this.#session(watched));
    }
    const { bands, marks } = follower.timeline;
    if (bands !== this.#shown.bands || marks !== this.#shown.marks) {
      this.#shown = { bands, marks };
      messages.push(toMessage("timeline", toTimelineFacts(watched)));
    }
    const changes = follower.series.takeChanges();
    messages.push(
      toMessage("series", isOver ? follower.series.all(true) : changes),
      toMessage("state", { ...toState(watched), progress }),
    );
    return messages.join("");
  }

  /** Returns the messages that tell a new viewer everything. */
  snapshot(): string {
    const watched = this.#watched;
    if (watched === null) return toMessage("waiting", {});
    const isOver = watched.course !== "running";
    return [
      toMessage("run", toRunFacts(watched.run, !isOver)),
      this.#session(watched),
      toMessage("timeline", toTimelineFacts(watched)),
      toMessage("series", watched.follower.series.all(isOver)),
      toMessage("state", { ...toState(watched), progress: watched.progress }),
    ].join("");
  }

  #session(watched: WatchedRun): string {
    const followed = new Set(this.#archives.keys());
    return toMessage("session", toSessionFacts(watched, followed));
  }

  #keep(watched: WatchedRun): void {
    this.#archives.set(
      watched.run.run_id,
      toJson(toArchive(watched)),
    );
    for (const run_id of this.#archives.keys()) {
      if (this.#archives.size <= MAX_KEPT) break;
      this.#archives.delete(run_id);
    }
  }
}
