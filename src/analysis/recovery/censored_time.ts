/** Durations that were watched for a limited time only. */

/** A time that may not have ended while it was watched. */
export interface Waiting {
  readonly seconds: number;
  /** Whether it lasted at least so long, as watching ended first. */
  readonly censored: boolean;
}

/** A time without success. */
export interface Gap extends Waiting {
  /** Whether it is longer than gaps were before the fault; one that is not is no outage. */
  readonly detected: boolean;
  /** Longest of the same kind before the fault, in seconds; null where there was none. */
  readonly usual: number | null;
  /** Seconds below which a gap cannot be told from those before the fault; null where there was none. */
  readonly limit: number | null;
}
