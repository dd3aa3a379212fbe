/** Reads files as text. */
import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { digest } from "../../record/mod.ts";
import { InputError, type SourceFile } from "./importer.ts";
import { MAX_LINE_CHARS, tooLong } from "./line_spans.ts";
import { accessPath, statPath } from "./paths.ts";
import {
  hasZero,
  markLength,
  SMALL_BYTES,
  type SmallText,
} from "./small_text.ts";

export interface ReadSourceOptions {
  /** Where its content is, unpacked; by default at the path itself. */
  readonly at?: string;
  /** Its bytes, as `readSmall()` gives them; null to read them. @default {null} */
  readonly content?: Uint8Array | null;
  /** Maximum file size in bytes. @default {268435456} */
  readonly maxBytes?: number;
  /**
   * Whether the bytes of a large file are checked, and digested, only when its digest is asked for: an importer may have
   * DuckDB read it meanwhile. @default {false}
   */
  readonly isLazy?: boolean;
}

/**
 * Opens one file of UTF-8 text, without its byte order mark.
 *
 * Throws `InputError` if it is missing, a folder, empty, too large, binary, or not UTF-8. Reads synchronously: each of
 * thousands of small files would wait longer for a thread than for the disk.
 */
export function readSource(
  path: string,
  {
    at = path,
    content = null,
    maxBytes = 256 * 2 ** 20,
    isLazy = false,
  }: ReadSourceOptions = {},
): SourceFile {
  if (content !== null && content.length <= maxBytes) {
    return accessPath(path, () => openSmall(path, { at, content }));
  }
  const { isFile, isDirectory, size } = statPath(at);
  if (isDirectory) {
    throw new InputError(path, "", "is a folder", "name a file in it");
  }
  if (!isFile) {
    throw new InputError(
      path,
      "",
      "is not a regular file",
      "write its content to a file first",
    );
  }
  if (size > maxBytes) {
    throw new InputError(
      path,
      "",
      `has ${size} bytes, more than the ${maxBytes} that one file may have`,
      "split it into smaller files",
    );
  }
  return accessPath(
    path,
    () =>
      size <= MAX_CACHED_BYTES
        ? openSmall(path, { at, content: null })
        : openLarge(path, { at, isLazy }),
  );
}

/** Opens a file whose text was read already. */
export function openText(
  path: string,
  { digest, text }: SmallText,
): SourceFile {
  return { name: path, path, digest, ...ofText(text) };
}

/** Wraps a text in memory as a source file. */
export function toSource(name: string, text: string): SourceFile {
  return { name, path: "", digest: digest(text), ...ofText(text) };
}

function ofText(text: string): Pick<SourceFile, "text" | "lines" | "chunks"> {
  return { text, lines: () => splitLines([text]), chunks: () => [text] };
}

function openSmall(
  path: string,
  { at, content }: { readonly at: string; readonly content: Uint8Array | null },
): SourceFile {
  const chunks = content === null
    ? readChunks(at)
    : content.length > 0
    ? [content]
    : [];
  const { digest, text } = checkContent(path, { at, chunks, isKept: true });
  return { name: path, path: at, digest, ...ofText(text) };
}

/** Opens a file that is read again on each access. */
function openLarge(
  path: string,
  { at, isLazy }: { readonly at: string; readonly isLazy: boolean },
): SourceFile {
  const check = () =>
    checkContent(path, { at, chunks: readChunks(at), isKept: false }).digest;
  let known = isLazy ? null : check();
  return {
    name: path,
    path: at,
    get digest() {
      return known ??= accessPath(path, check);
    },
    get text() {
      return new TextDecoder().decode(Deno.readFileSync(at));
    },
    lines: () => splitLines(decodeChunks(at), path),
    chunks: () => decodeChunks(at),
  };
}

/** Checks and digests the content of a file in one pass; returns its text as well if that is to be kept. */
function checkContent(
  path: string,
  { at, chunks, isKept }: {
    readonly at: string;
    readonly chunks: Iterable<Uint8Array>;
    readonly isKept: boolean;
  },
): { readonly digest: string; readonly text: string } {
  const hash = createHash("sha256");
  const decode = chunkDecoder();
  let [offset, blank] = [0, true];
  const texts: string[] = [];
  for (const chunk of chunks) {
    if (hasZero(chunk)) {
      throw new InputError(
        path,
        "",
        `is binary: byte ${offset + chunk.indexOf(0) + 1} is 0`,
        "unpack or convert it to UTF-8 text first",
      );
    }
    if (!isUtf8(chunk)) throw notUtf8(path, { at, from: offset });
    const mark = offset === 0 ? markLength(chunk) : 0;
    hash.update(chunk.subarray(mark));
    if (blank || isKept) {
      const text = decode(chunk);
      blank &&= text.trim() === "";
      if (isKept) texts.push(text);
    }
    offset += chunk.length;
  }
  if (blank) {
    throw new InputError(path, "", "is empty", "export the results again");
  }
  return { digest: hash.digest("hex"), text: texts.join("") };
}

/** Files up to this size stay in memory after the first read. */
const MAX_CACHED_BYTES = 2 ** 22;
/** A small file is one chunk. */
const CHUNK_BYTES = SMALL_BYTES;

/** Yields the bytes of a file, no character of UTF-8 split between two chunks; each overwrites the one before. */
function* readChunks(path: string): Generator<Uint8Array> {
  using file = Deno.openSync(path);
  const buffer = new Uint8Array(CHUNK_BYTES);
  let kept = 0;
  while (true) {
    const n = file.readSync(buffer.subarray(kept));
    if (n === null) break;
    const end = kept + n;
    const whole = end - splitBytes(buffer, end);
    if (whole > 0) yield buffer.subarray(0, whole);
    buffer.copyWithin(0, whole, end);
    kept = end - whole;
  }
  if (kept > 0) yield buffer.subarray(0, kept);
}

/** Returns the number of bytes before `end` that are only the beginning of a character. */
export function splitBytes(bytes: Uint8Array, end: number): number {
  for (let count = 1; count <= Math.min(3, end); count++) {
    const byte = bytes[end - count]!;
    const isContinued = (byte & 0xc0) === 0x80;
    if (isContinued) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return size > count ? count : 0;
  }
  return 0;
}

/** Returns a decoder of the chunks of a file in order; each as a whole, which is faster than a stream. */
function chunkDecoder(): (chunk: Uint8Array) => string {
  let decoder = first;
  return (chunk) => {
    const text = decoder.decode(chunk);
    // Only the first chunk begins with a byte order mark; later ones may with the character.
    decoder = inner;
    return text;
  };
}

const first = new TextDecoder();
const inner = new TextDecoder("utf-8", { ignoreBOM: true });

function* decodeChunks(path: string): Generator<string> {
  const decode = chunkDecoder();
  for (const chunk of readChunks(path)) yield decode(chunk);
}

function* splitLines(
  texts: Iterable<string>,
  path = "",
): Generator<string> {
  let [rest, count] = ["", 0];
  for (const text of texts) {
    const lines = text.split("\n");
    for (let i = 0; i < lines.length - 1; i++) {
      const line = lines[i] ?? "";
      yield i === 0 ? rest + line : line;
    }
    count += lines.length - 1;
    const last = lines.at(-1) ?? "";
    rest = lines.length === 1 ? rest + last : last;
    if (path !== "" && rest.length > MAX_LINE_CHARS) {
      throw tooLong(path, count + 1);
    }
  }
  if (rest !== "") yield rest;
}

/**
 * Returns the error for a file that is valid UTF-8 before byte `from`, except for a character that may be split
 * there.
 */
function notUtf8(
  path: string,
  { at, from }: { readonly at: string; readonly from: number },
): InputError {
  let start = Math.max(0, from - 3);
  using file = Deno.openSync(at);
  file.seekSync(start, Deno.SeekMode.Start);
  const buffer = new Uint8Array(CHUNK_BYTES + 3);
  let bytes = buffer.subarray(0, file.readSync(buffer) ?? 0);
  while (start > 0 && start < from && ((bytes[0] ?? 0) & 0xc0) === 0x80) {
    start++;
    bytes = bytes.subarray(1);
  }
  return new InputError(
    path,
    "",
    `is not UTF-8: byte ${start + firstInvalid(bytes) + 1} is wrong`,
    "convert it to UTF-8 first",
  );
}

/** Returns the offset of the first invalid byte: that of a replacement character that the bytes do not encode. */
function firstInvalid(bytes: Uint8Array): number {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  let offset = 0;
  for (const character of text) {
    const written = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf &&
      bytes[offset + 2] === 0xbd;
    if (character === "\ufffd" && !written) return offset;
    const code = character.codePointAt(0) ?? 0;
    offset += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return offset;
}
