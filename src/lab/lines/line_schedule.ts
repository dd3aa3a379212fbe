/** Which lines of a stream are due when: batches at equal intervals, whose lines are due together. */

export interface LineSchedule {
  /** When the first batch is due, in milliseconds since 1970, with fractions. */
  readonly begin: number;
  /** Lines per second. */
  readonly rate: number;
  /** Seconds from one batch to the next. */
  readonly period: number;
}

/** Lines with one due time. */
export interface LineBatch {
  readonly first: number;
  /** 0 in a period that is shorter than a line's. */
  readonly count: number;
}

/** Returns the lines of a batch, counted from 0. Cumulative, so that fractions of a line average out. */
export function toLineBatch(
  { rate, period }: Pick<LineSchedule, "rate" | "period">,
  batch: number,
): LineBatch {
  const until = (batch: number) => Math.floor(rate * period * batch);
  const first = until(batch);
  return { first, count: until(batch + 1) - first };
}

/** Most lines that a batch has. */
export function maxBatchLines(
  { rate, period }: Pick<LineSchedule, "rate" | "period">,
): number {
  return Math.ceil(rate * period) + 1;
}

/** Returns when a batch is due, in milliseconds since 1970, with fractions. */
export function toBatchDue(
  { begin, period }: Pick<LineSchedule, "begin" | "period">,
  batch: number,
): number {
  return begin + batch * period * 1000;
}

/** Returns when a line is due, in whole milliseconds since 1970, as it stands in the line. */
export function toLineDue(schedule: LineSchedule, sequence: number): number {
  const { rate, period } = schedule;
  let batch = Math.floor(sequence / (rate * period));
  // Rounding may have led beside it.
  while (toLineBatch(schedule, batch).first > sequence) batch--;
  for (;;) {
    const { first, count } = toLineBatch(schedule, batch);
    if (sequence < first + count) break;
    batch++;
  }
  return Math.floor(toBatchDue(schedule, batch));
}
