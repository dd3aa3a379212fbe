/** One run as a series over time, as `plotResourceSeries()` takes it. */
export interface Timeline {
  readonly rows: readonly {
    /** Each has its own panel. */
    readonly metric: string;
    readonly unit: string;
    /** Each has its own line. */
    readonly source: string;
    /** ISO 8601. */
    readonly at: string;
    /** In that unit; NaN where a line breaks. */
    readonly value: number;
  }[];
  readonly events: readonly {
    readonly from: string;
    /** End of what lasted, null for a moment. */
    readonly to: string | null;
    readonly label: string;
  }[];
  /** ISO 8601 time that is zero on the axis; null when what it counts from never was. */
  readonly start: string | null;
}
