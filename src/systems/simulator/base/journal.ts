/** What the components would log: 24 bytes a line in typed arrays, written as lager lines only when they are read. */

export interface Journal {
  readonly isOn: boolean;
  count: number;
  /** Seconds since the start. */
  times: Float64Array;
  /** Index in the list of messages. */
  messages: Uint8Array;
  /** What a line is about: an entity, a cell, an application, or a number; -1 for nothing. */
  subjects: Int32Array;
  /** Incarnation of an entity, or a second number. */
  details: Int32Array;
  cells: Int32Array;
}

const FIRST_LINES = 4096;

/** Creates an empty journal, which keeps nothing if it is off. */
export function emptyJournal(isOn: boolean): Journal {
  return { isOn, count: 0, ...toArrays(isOn ? FIRST_LINES : 0) };
}

function toArrays(n: number) {
  return {
    times: new Float64Array(n),
    messages: new Uint8Array(n),
    subjects: new Int32Array(n),
    details: new Int32Array(n),
    cells: new Int32Array(n),
  };
}

/** Adds a line; lines need not come in order of time. */
export function addLine(
  journal: Journal,
  time: number,
  message: number,
  subject: number,
  detail: number,
  cell: number,
): void {
  if (!journal.isOn) return;
  if (journal.count === journal.times.length) grow(journal);
  const line = journal.count++;
  journal.times[line] = time;
  journal.messages[line] = message;
  journal.subjects[line] = subject;
  journal.details[line] = detail;
  journal.cells[line] = cell;
}

function grow(journal: Journal): void {
  const { times, messages, subjects, details, cells } = journal;
  Object.assign(journal, toArrays(2 * times.length));
  journal.times.set(times);
  journal.messages.set(messages);
  journal.subjects.set(subjects);
  journal.details.set(details);
  journal.cells.set(cells);
}

/** Lines in order of time; those of one time in the order in which they were added. */
export function linesByTime({ count, times }: Journal): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, line) => line);
  return order.sort((a, b) => times[a]! - times[b]! || a - b);
}
