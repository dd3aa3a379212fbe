/**
 * What cells are made of: prose, tables, answers, and rows as text. A notebook loads this much of `report/` and no more:
 * what renders a whole report takes longer to load than most notebooks to run.
 */
export * from "./text/escape.ts";
export * from "./text/junit.ts";
export * from "./text/slug.ts";
export * from "./document/answer.ts";
export * from "./document/answer_data.ts";
export * from "./document/compose.ts";
export * from "./table/column.ts";
export type * from "./table/column_types.ts";
export * from "./table/table.ts";
export * from "./table/table_data.ts";
export * from "./table/run_record_table.ts";
export * from "./table/html_table.ts";
export * from "./table/render_table.ts";
export * from "./table/rows.ts";
