/** A TCP proxy on loopback whose traffic can be delayed, throttled, dropped or reset. */

/** What a proxy does to traffic, both ways. */
export interface Weather {
  /** Seconds that each chunk is held, each way. */
  readonly delay: number;
  /** Bytes per second, each way; 0 for no bound. */
  readonly bandwidth: number;
  /** Whether bytes are swallowed: connections stay open, nothing arrives. */
  readonly drop: boolean;
}

export const calm: Weather = { delay: 0, bandwidth: 0, drop: false };
