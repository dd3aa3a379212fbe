/** Parses the head of an HTTP/1.1 response (RFC 9112): the status line, the three headers that frame the body, cookies. */

/** What delimits a body: its length, a last chunk, or the end of the connection. */
type Framing = "length" | "chunked" | "close";

export interface Head {
  readonly status: number;
  readonly framing: Framing;
  /** Bytes of the body if it is delimited by its length, otherwise 0. */
  readonly length: number;
  /** True if the connection can take another request. */
  readonly reusable: boolean;
  /** Values of the headers `set-cookie`, as they came. */
  readonly cookies: readonly string[];
}

const NO_COOKIES: readonly string[] = [];

/** Parses a head without its final blank line. Throws SyntaxError if it is malformed. */
export function readHead(text: string): Head {
  const [first = "", ...lines] = text.split("\r\n");
  const match = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [^\r\n]*)?$/.exec(first);
  if (!match) {
    throw toSyntaxError("it does not begin with a status line of HTTP/1.1");
  }
  const [, version, code] = match;
  const status = Number(code);
  if (status === 101) throw toSyntaxError("it changes the protocol");
  let length: number | null = null;
  let chunked = false;
  let reusable = version === "1";
  let cookies = NO_COOKIES;
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 1 || /[\r\n]/.test(line) || /[\s]/.test(line.slice(0, colon))) {
      throw toSyntaxError("a header has no name, or goes on in the next line");
    }
    // For speed: the headers that matter have these lengths, and most others do not.
    if (colon !== 10 && colon !== 14 && colon !== 17) continue;
    const name = line.slice(0, colon).toLowerCase();
    const raw = line.slice(colon + 1).trim();
    const value = raw.toLowerCase();
    if (name === "connection") {
      const options = value.split(/\s*,\s*/);
      if (options.includes("close")) reusable = false;
      else if (options.includes("keep-alive")) reusable = true;
    } else if (name === "content-length") {
      const bytes = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
      if (Number.isNaN(bytes) || (length !== null && length !== bytes)) {
        throw toSyntaxError("its content-length is no number, or two");
      }
      length = bytes;
    } else if (name === "transfer-encoding") {
      if (value !== "chunked" || chunked) {
        throw toSyntaxError("its transfer-encoding is not chunked");
      }
      chunked = true;
    } else if (name === "set-cookie") cookies = [...cookies, raw];
  }
  if (chunked && length !== null) {
    throw toSyntaxError("it has both a content-length and a transfer-encoding");
  }
  const empty = status < 200 || status === 204 || status === 304;
  const rest = { status, reusable, cookies };
  if (empty) return { ...rest, framing: "length", length: 0 };
  if (chunked) return { ...rest, framing: "chunked", length: 0 };
  if (length !== null) return { ...rest, framing: "length", length };
  return { ...rest, framing: "close", length: 0, reusable: false };
}

/** Throws SyntaxError if a part of the response has more than `max` bytes. */
export function checkSize(part: string, bytes: number, max: number): void {
  if (bytes > max) {
    throw toSyntaxError(`its ${part} has more than ${max} bytes`);
  }
}

export function toSyntaxError(reason: string): SyntaxError {
  return new SyntaxError(`Cannot read an HTTP answer as ${reason}`);
}
