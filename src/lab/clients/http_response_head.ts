/** The head of an answer of HTTP/1.1 (RFC 9112): its status line and the three headers that frame it. */

/** How the end of a body is known. */
type Framing = "length" | "chunked" | "close";

/** What a head says of the answer. */
export interface Head {
  readonly status: number;
  readonly framing: Framing;
  /** Bytes of the body, where that is how its end is known. */
  readonly length: number;
  /** Whether the connection takes another request. */
  readonly reusable: boolean;
}

/** Reads a head without the blank line that ends it. Throws SyntaxError for what no server should send. */
export function readHead(text: string): Head {
  const [first = "", ...lines] = text.split("\r\n");
  const found = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [^\r\n]*)?$/.exec(first);
  if (!found) throw broken("it does not begin with a status line of HTTP/1.1");
  const [, version, code] = found;
  const status = Number(code);
  if (status === 101) throw broken("it changes the protocol");
  let length: number | null = null;
  let chunked = false;
  let reusable = version === "1";
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 1 || /[\r\n]/.test(line) || /[\s]/.test(line.slice(0, colon))) {
      throw broken("a header has no name, or goes on in the next line");
    }
    // Most headers are of no concern, and of another length than the three that are.
    if (colon !== 10 && colon !== 14 && colon !== 17) continue;
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim().toLowerCase();
    if (name === "connection") {
      const options = value.split(/\s*,\s*/);
      if (options.includes("close")) reusable = false;
      else if (options.includes("keep-alive")) reusable = true;
    } else if (name === "content-length") {
      const bytes = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
      if (Number.isNaN(bytes) || (length !== null && length !== bytes)) {
        throw broken("its content-length is no number, or two");
      }
      length = bytes;
    } else if (name === "transfer-encoding") {
      if (value !== "chunked" || chunked) {
        throw broken("its transfer-encoding is not chunked");
      }
      chunked = true;
    }
  }
  if (chunked && length !== null) {
    throw broken("it has both a content-length and a transfer-encoding");
  }
  const empty = status < 200 || status === 204 || status === 304;
  if (empty) return { status, framing: "length", length: 0, reusable };
  if (chunked) return { status, framing: "chunked", length: 0, reusable };
  if (length !== null) return { status, framing: "length", length, reusable };
  return { status, framing: "close", length: 0, reusable: false };
}

/** Throws SyntaxError if there are more bytes than there may be. */
export function limit(what: string, size: number, most: number): void {
  if (size > most) throw broken(`its ${what} has more than ${most} bytes`);
}

/** Why an answer cannot be read. */
export function broken(reason: string): SyntaxError {
  return new SyntaxError(`Cannot read an HTTP answer as ${reason}`);
}
