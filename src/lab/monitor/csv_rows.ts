/** Splits CSV as the record writes it; several times as fast as a general parser, for the tables of a busy run. */

/**
 * Splits complete rows of CSV (RFC 4180, rows ended by LF) into their fields. Text after a closing quote is dropped, and
 * a quote that never closes ends with the text.
 */
export function splitCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length;) {
    const [field, end] = text.charCodeAt(at) === QUOTE
      ? quotedField(text, at)
      : plainField(text, at);
    row.push(field);
    at = end + 1;
    if (text.charCodeAt(end) === COMMA) {
      // A comma before the end of the text is followed by an empty field.
      if (at === text.length) row.push("");
      else continue;
    }
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

const QUOTE = 34, COMMA = 44, LF = 10;

/** Returns the field that begins at `start`, and the place of its delimiter. */
function plainField(text: string, start: number): [string, number] {
  const end = findDelimiter(text, start);
  return [text.slice(start, end), end];
}

function quotedField(text: string, start: number): [string, number] {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && text.charCodeAt(end + 1) === QUOTE) {
    end = text.indexOf('"', end + 2);
  }
  const close = end < 0 ? text.length : end;
  const field = text.slice(start + 1, close).replaceAll('""', '"');
  return [field, findDelimiter(text, close)];
}

function findDelimiter(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === LF) break;
    at++;
  }
  return at;
}
