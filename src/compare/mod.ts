/** Compares runs of the records by what the experiments declare; `analysis/comparison/` has the rules. */
export * from "./compare_records.ts";
