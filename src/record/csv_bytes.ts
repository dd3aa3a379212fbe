/** Rows as bytes of CSV, without a string for every row: a million rows must not take seconds. */

/** What a field may hold; null is an unquoted nothing, "" a quoted one. */
export type Value = string | number | boolean | null;

const COMMA = 44;
const NEWLINE = 10;
const QUOTE = 34;
const RETURN = 13;
const encoder = new TextEncoder();

/** Bytes of whole CSV rows, growing until they are taken. */
export class CsvBytes {
  #bytes = new Uint8Array(2 ** 16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends a row with the names of the columns. */
  header(columns: readonly string[]): void {
    const names = Object.fromEntries(columns.map((name) => [name, name]));
    this.row(names, columns);
  }

  /** Appends the named fields of a row; one that it lacks is null. */
  row(
    values: Readonly<Record<string, Value>>,
    columns: readonly string[],
  ): void {
    for (const column of columns) {
      this.#field(values[column] ?? null);
      this.#bytes[this.#length++] = COMMA;
    }
    this.#bytes[this.#length - 1] = NEWLINE;
  }

  /** The bytes so far, to be used before the next row is appended, which starts anew. */
  take(): Uint8Array {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  #field(value: Value): void {
    if (value === null) return this.#reserve(1);
    const text = typeof value === "string" ? value : String(value);
    // No UTF-16 unit needs more than three bytes; two quotes and the comma after it.
    this.#reserve(3 * text.length + 3);
    if (text === "") return this.#quoted(text);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (
        code >= 128 || code === COMMA || code === QUOTE || code === NEWLINE ||
        code === RETURN
      ) {
        return /[",\n\r]/.test(text) ? this.#quoted(text) : this.#plain(text);
      }
      bytes[at++] = code;
    }
    this.#length = at;
  }

  #quoted(text: string): void {
    this.#plain(`"${text.replaceAll('"', '""')}"`);
  }

  #plain(text: string): void {
    this.#reserve(3 * text.length + 1);
    const rest = this.#bytes.subarray(this.#length);
    this.#length += encoder.encodeInto(text, rest).written;
  }

  /** Makes room for `more` bytes. */
  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
