/** How far the clock of another machine is from that of the run, and how well that is known. */

/** The true offset lies within `offset` ± `bound`, however the time of a round trip is divided between its ways. */
export interface ClockOffset {
  /** Seconds by which the other clock is ahead of the run's; negative if it is behind. */
  readonly offset: number;
  /** Seconds: half of the round trip, and of the step in which the other clock tells its time. */
  readonly bound: number;
}

/** A question for the time, and its answer. */
export interface ClockReading {
  /** When it was sent, and when its answer arrived, by the clock of the run: milliseconds since 1970. */
  readonly sent: number;
  readonly received: number;
  /** What the other clock told, in seconds since 1970. */
  readonly told: number;
  /** Seconds by which the true time may be later than the one told: 1 for a clock that tells whole seconds. */
  readonly resolution: number;
}

/**
 * Returns the offset by the best of several readings, that with the shortest round trip: the other clock was read at some
 * moment between question and answer, so that their middle is at most half of the round trip away from it (Cristian 1989,
 * Distributed Computing 3, "Probabilistic clock synchronization"). Throws RangeError without a reading.
 */
export function toClockOffset(readings: readonly ClockReading[]): ClockOffset {
  const offsets = readings.map(({ sent, received, told, resolution }) => ({
    offset: told + resolution / 2 - (sent + received) / 2000,
    bound: (received - sent) / 2000 + resolution / 2,
  }));
  const [best] = offsets.toSorted((a, b) => a.bound - b.bound);
  if (best) return best;
  throw new RangeError("Cannot tell the offset of a clock without a reading");
}

/** Parses seconds since 1970 with as many digits as the other clock tells: `1764471600.123456789`. Null for other text. */
export function parseSeconds(
  text: string,
): Pick<ClockReading, "told" | "resolution"> | null {
  const [, whole = "", digits = ""] =
    /^(\d{9,12})(?:\.(\d{1,9}))?(?!\d)/.exec(text.trim()) ?? [];
  if (whole === "") return null;
  return {
    told: Number(`${whole}.${digits || "0"}`),
    resolution: 10 ** -digits.length,
  };
}
