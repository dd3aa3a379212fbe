/** The outcomes of an attempt, apart from the schemas: a thread that sends load needs the words and no more. */

/** See `Outcome`, in the order of its options. */
export const outcomes = [
  "ok",
  "degraded",
  "miss",
  "rejected",
  "refused",
  "failed",
  "timeout",
  "cancelled",
  "unfinished",
] as const;
