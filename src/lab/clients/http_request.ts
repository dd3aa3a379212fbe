/** Serialises HTTP requests from the templates of a client's specification. */
import type { Endpoint, HttpRequest } from "../system/client_spec.ts";

const encoder = new TextEncoder();
const placeholder = /(\{(?:key|key64|value|value64)\})/;
/** Headers that the client itself sets. */
export const RESERVED_HEADERS = [
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
];

/**
 * Returns a writer of requests of one kind. It reuses its buffer: a request is valid until the next call. Throws
 * TypeError if the template is invalid.
 */
export function toRequestWriter(
  { method, path, headers, body }: HttpRequest,
  { host, port }: Endpoint,
): (key: string, value: Uint8Array) => Uint8Array<ArrayBuffer> {
  const fields = Object.entries(headers)
    .map(([name, text]) => `${name}: ${text}\r\n`).join("");
  const valid = /^[\x21-\x7e]+$/.test(path) &&
    Object.entries(headers).every(([name, text]) =>
      /^[\w-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(text) &&
      !RESERVED_HEADERS.includes(name.toLowerCase())
    );
  if (!valid || /\{value/.test(path + fields)) {
    throw new TypeError(
      "Cannot make a request as its path or a header has a non-ASCII character or a value, or is reserved: " +
        `${method} ${path}`,
    );
  }
  const bracketed = host.includes(":") ? `[${host}]` : host;
  const head =
    `${method} ${path} HTTP/1.1\r\nhost: ${bracketed}:${port}\r\n${fields}`
      .split(placeholder);
  const headVaries = head.length > 1;
  const parts = body.split(placeholder).filter((part) => part !== "")
    .map((part) => placeholder.test(part) ? part : encoder.encode(part));
  const sendsLength = method === "PUT" || method === "POST" || body !== "";
  let buffer = new Uint8Array(4096);
  let request = buffer.subarray(0, 0);
  // Bytes of the head that stays in the buffer, and the length of the body that it says; -1 if it says no other's.
  let [headBytes, said] = [0, -1];
  return (key, value) => {
    const pieces = parts.map((part) => toPiece(part, key, value));
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (length !== said) {
      const text = head.map((part) => toField(part, key)).join("") +
        (sendsLength ? `content-length: ${length}\r\n\r\n` : "\r\n");
      // The head is ASCII: one byte per character.
      const size = text.length + length;
      if (buffer.length < size) buffer = new Uint8Array(2 * size);
      headBytes = encoder.encodeInto(text, buffer).written;
      said = headVaries ? -1 : length;
    }
    let at = headBytes;
    for (const piece of pieces) {
      if (typeof piece === "string") {
        at += encoder.encodeInto(piece, buffer.subarray(at)).written;
      } else {
        buffer.set(piece, at);
        at += piece.length;
      }
    }
    if (request.length !== at || request.buffer !== buffer.buffer) {
      request = buffer.subarray(0, at);
    }
    return request;
  };
}

/** Fills in one part of a body; a result that is text is ASCII. */
function toPiece(
  part: string | Uint8Array,
  key: string,
  value: Uint8Array,
): string | Uint8Array {
  if (part === "{key}") return encoder.encode(key);
  if (part === "{key64}") return encoder.encode(key).toBase64();
  if (part === "{value}") return value;
  if (part === "{value64}") return value.toBase64();
  return part;
}

function toField(part: string, key: string): string {
  if (part === "{key}") return encodeURIComponent(key);
  if (part !== "{key64}") return part;
  return encodeURIComponent(encoder.encode(key).toBase64());
}
