/** Splits CSV as the record writes it; several times as fast as a general parser, for the tables of a busy run. */

/**
 * Splits complete rows of CSV (RFC 4180, rows ended by LF) into their fields. Text after a closing quote is dropped, and
 * a quote that never closes ends with the text.
 */
export function splitCsv(text: string): string[][] {
  const rows: string[][] = [];
  const delimiterAfter = toDelimiterFinder(text);
  let row: string[] = [];
  for (let at = 0; at < text.length;) {
    let end: number;
    if (text.charCodeAt(at) === QUOTE) {
      const close = closingQuote(text, at);
      row.push(text.slice(at + 1, close).replaceAll('""', '"'));
      end = delimiterAfter(close);
    } else {
      end = delimiterAfter(at);
      row.push(text.slice(at, end));
    }
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

const QUOTE = 34, COMMA = 44;

/** Returns the place of the quote that closes a field, or the end of the text. */
function closingQuote(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && text.charCodeAt(end + 1) === QUOTE) {
    end = text.indexOf('"', end + 2);
  }
  return end < 0 ? text.length : end;
}

/** Returns a function from a place to that of the next comma or line end; places must not go back. */
function toDelimiterFinder(text: string): (from: number) => number {
  let [comma, lineEnd] = [-1, -1];
  return (from) => {
    if (comma < from) comma = placeOf(text, ",", from);
    if (lineEnd < from) lineEnd = placeOf(text, "\n", from);
    return comma < lineEnd ? comma : lineEnd;
  };
}

function placeOf(text: string, character: string, from: number): number {
  const place = text.indexOf(character, from);
  return place < 0 ? text.length : place;
}
