/** Analysis, floor 3: one question a file, from the store to typed rows. */
export * from "./cell_format.ts";
export * from "./derived_values.ts";
export * from "./hidden_keys.ts";
export * from "./latency.ts";
export * from "./load_line.ts";
export * from "./measured_runs.ts";
export * from "./noise.ts";
export * from "./recovery.ts";
export * from "./run_record.ts";
export * from "./run_resources.ts";
export * from "./scale_cells.ts";
export * from "./shifts.ts";
export * from "./sizing.ts";
export * from "./success.ts";
export * from "./trend.ts";
export * from "./warnings.ts";
export * from "./wide_runs.ts";
