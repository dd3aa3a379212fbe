/** Columns of the tables, derived from the schemas of `model.ts`: the only declaration of names, types and limits. */
import { z } from "zod";
import { Param, Run, type TableName, tables } from "./model.ts";

/** Type of a column in DuckDB. */
export type SqlType =
  | "VARCHAR"
  | "DOUBLE"
  | "BIGINT"
  | "BOOLEAN"
  | "TIMESTAMP"
  | "JSON";

/** Column of a table on disk and in the store. */
export interface Column {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** Smallest number; null if there is none. */
  readonly min: number | null;
  /** All values of an enumeration; null for other columns. */
  readonly options: readonly string[] | null;
}

/** Columns of a part's tables, in the order of the file. */
export const columns: Readonly<Record<TableName, readonly Column[]>> = {
  operations: toColumns(tables.operations),
  stages: toColumns(tables.stages),
  samples: toColumns(tables.samples),
  histograms: toColumns(tables.histograms),
  reported: toColumns(tables.reported),
  events: toColumns(tables.events),
  warnings: toColumns(tables.warnings),
  sequences: toColumns(tables.sequences),
};

/** Columns of the runs, and of their params, in the store; on disk both are JSON. */
export const runColumns = toColumns(Run.omit({ params: true }));
/** Columns of the params of runs in the store. */
export const paramColumns = toColumns(Param);

/** Returns the names of a table's columns, in the order of the file. */
export function columnNames(table: TableName): string[] {
  return columns[table].map(({ name }) => name);
}

function toColumns(schema: z.ZodObject): Column[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const nullable = field instanceof z.ZodNullable;
    const inner = nullable ? field.unwrap() : field;
    const number = inner instanceof z.ZodNumber ? inner : null;
    const min = number?.minValue ?? -Infinity;
    return {
      name,
      type: toSqlType(name, inner),
      nullable,
      // The minimum of an integer without one is that of all safe integers.
      min: min > Number.MIN_SAFE_INTEGER ? min : null,
      options: inner instanceof z.ZodEnum ? inner.options.map(String) : null,
    };
  });
}

function toSqlType(name: string, schema: z.core.$ZodType): SqlType {
  if (schema instanceof z.ZodNumber) return schema.isInt ? "BIGINT" : "DOUBLE";
  if (schema instanceof z.ZodBoolean) return "BOOLEAN";
  if (schema instanceof z.ZodISODateTime) return "TIMESTAMP";
  if (schema instanceof z.ZodRecord || schema instanceof z.ZodArray) {
    return "JSON";
  }
  if (schema instanceof z.ZodString) {
    return schema.meta()?.sql === "JSON" ? "JSON" : "VARCHAR";
  }
  if (schema instanceof z.ZodEnum) return "VARCHAR";
  throw new TypeError(
    `Cannot store ${name} as its type has no column type: add it to columns.ts`,
  );
}
