/** Compares runs of the records by what the experiments declare; `analysis/comparison/` has the rules. */
export * from "./compare_records.ts";
export * from "./baseline_case.ts";
export * from "./paired_looks.ts";
export * from "./paired_session.ts";
export * from "./paired_verdict.ts";
export * from "./read_side.ts";
