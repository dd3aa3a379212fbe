/** Creates events of the vocabulary. */
import type { Event } from "./model.ts";
import type { EventKind } from "./vocabulary.ts";

/** Event to record, before its row is made. */
export interface EventSpec extends Pick<Event, "run_id" | "at" | "subject"> {
  readonly kind: EventKind;
  /** Text for readers. @default {""} */
  readonly detail?: string;
  /** Fields of the kind, see `eventKinds`. @default {{}} */
  readonly data?: Readonly<Record<string, string | number>>;
}

/** Creates a row of the table `events`. */
export function toEvent(
  { detail = "", data = {}, ...event }: EventSpec,
): Event {
  return { ...event, detail, data: JSON.stringify(data) };
}
