/** Time series and events of one run, the input of `plotResourceSeries()`. */
export interface Timeline {
  readonly rows: readonly {
    /** One panel per metric. */
    readonly metric: string;
    readonly unit: string;
    /** One line per source. */
    readonly source: string;
    /** ISO 8601. */
    readonly at: string;
    /** In `unit`; NaN breaks the line. */
    readonly value: number;
  }[];
  readonly events: readonly {
    /** ISO 8601. */
    readonly from: string;
    /** ISO 8601; null for an instant. */
    readonly to: string | null;
    readonly label: string;
  }[];
  /** ISO 8601 time of zero on the axis; null if the run never reached it. */
  readonly start: string | null;
}
