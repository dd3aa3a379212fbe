/** Quotes texts for SQL. */

/** Quotes a string as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * Returns the SQL type of a column with these values, which must be at least one: a result then has each text once, where
 * the text of every row takes longer to read than all else of the row.
 */
export function sqlEnum(values: readonly string[]): string {
  return `ENUM(${values.map(sqlText).join(", ")})`;
}

/** Returns a text that all rows have, as the value of an enumeration of its own. */
export function sqlWord(text: string): string {
  return `CAST(${sqlText(text)} AS ${sqlEnum([text])})`;
}
