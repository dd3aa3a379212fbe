/** Quotes texts for SQL. */

/** Quotes a string as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
