/** Phases, faults and other events of a run in progress, as bands and marks of its charts. */
import { type Event, type EventKind, phases } from "../../record/mod.ts";

/** A phase, or a fault while it acts. */
export interface TimelineBand {
  readonly kind: "phase" | "fault";
  /** The phase as in the record; the name of the fault, and its nodes. */
  readonly name: string;
  readonly subject: string;
  /** Milliseconds since 1970; `until` is null while it goes on. */
  readonly from: number;
  readonly until: number | null;
}

/** Something that happened at one moment. */
export interface TimelineMark {
  readonly at: number;
  readonly kind: string;
  readonly text: string;
}

/** Marks that are kept, the newest. */
const MAX_MARKS = 200;

/** Bands that are kept, which is more than any schedule of faults has. */
const MAX_BANDS = 200;

/** Texts of events that are worth a mark; phases and faults are bands. */
const texts: Partial<
  Record<EventKind, (subject: string, detail: string) => string>
> = {
  leader: (node) => node === "" ? "no leader" : `${node} leads`,
  health: (node, status) => `${node} ${status}`,
  caught_up: (node) => `${node} has caught up`,
  died: (process, reason) => `${process} ended by itself: ${reason}`,
  down: (subject, reason) => `${subject} is down: ${reason}`,
  up: (subject) => `${subject} is up`,
  oom: (process, detail) => `${process} exceeded its memory limit: ${detail}`,
  load_ended: (load, reason) =>
    reason === "" ? `load ${load} stopped` : `load ${load} ended: ${reason}`,
  stand_still: (subject) => `${subject} stood still`,
  clock_jump: () => "the clock was set",
  beside: (run) => `${run} was in progress too`,
  verified: () => "acknowledged writes were read back",
  interrupted: () => "interrupted",
  note: (subject, detail) => `${subject} ${detail}`.trim(),
};

export class RunTimeline {
  #bands: TimelineBand[] = [];
  #marks: TimelineMark[] = [];

  get bands(): readonly TimelineBand[] {
    return this.#bands;
  }

  /** In order of time. */
  get marks(): readonly TimelineMark[] {
    return this.#marks;
  }

  addEvents(events: readonly Event[]): void {
    for (const event of events) {
      const from = Date.parse(event.at ?? "");
      if (Number.isFinite(from)) this.#add(event, from);
    }
    this.#bands = this.#bands.slice(-MAX_BANDS);
    this.#marks = this.#marks.slice(-MAX_MARKS);
  }

  #add({ kind, subject, detail }: Event, from: number): void {
    if (kind === "phase") {
      this.#end((band) => band.kind === "phase", from);
      if (!Object.hasOwn(phases, subject)) return;
      this.#bands.push({
        ...{ kind, name: subject, subject: "", from, until: null },
      });
    } else if (kind === "fault") {
      this.#bands.push({ kind, name: detail, subject, from, until: null });
    } else if (kind === "heal") {
      this.#end(
        (band) =>
          band.kind === "fault" && band.subject === subject &&
          band.name === detail,
        from,
      );
    } else {
      const text = Object.hasOwn(texts, kind) ? texts[kind as EventKind] : null;
      if (text) {
        this.#marks.push({ at: from, kind, text: text(subject, detail) });
      }
    }
  }

  /** Ends the bands that go on. */
  #end(which: (band: TimelineBand) => boolean, until: number): void {
    this.#bands = this.#bands.map((band) =>
      band.until === null && which(band) ? { ...band, until } : band
    );
  }
}
