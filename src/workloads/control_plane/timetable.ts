/** Acts at regular times, in an open loop: nothing waits for what came before it. */
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";

/** Something that is done regularly. */
export interface Regular {
  /** Seconds from one time to the next. */
  readonly every: number;
  /** Seconds until the first. */
  readonly after: number;
  /** Acts for the `turn`th time, counted from 0; `due` in ms of `performance.now()`. Must not throw. */
  readonly act: (turn: number, due: number) => Promise<unknown>;
}

/**
 * Acts until the operations are stopped, and resolves once nothing is in flight. What was due before the stop is acted on
 * even after it, so that it is on record.
 */
export async function driveTimetable(
  regulars: readonly Regular[],
  operations: ScheduledOperations,
): Promise<void> {
  const begin = performance.now();
  const rows = regulars.map((regular) => ({
    ...{ regular, turn: 0 },
    due: begin + regular.after * 1000,
  }));
  const inFlight = new Set<Promise<unknown>>();
  for (;;) {
    const next = rows.reduce((least, row) => row.due < least.due ? row : least);
    if (!await operations.until(next.due)) break;
    operations.arrive(performance.now() - next.due);
    const acting: Promise<unknown> = next.regular.act(next.turn++, next.due)
      .finally(() => inFlight.delete(acting));
    inFlight.add(acting);
    next.due += next.regular.every * 1000;
  }
  await Promise.all(inFlight);
}
