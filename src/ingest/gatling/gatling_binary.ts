/**
 * Writes the binary simulation.log of Gatling from 3.12 on as the text of earlier versions.
 *
 * Times of records are milliseconds since the start of the run. A text is its length in bytes, the bytes, and their
 * encoding; names repeat, so each comes once, with a number by which later records name it.
 */
import { writeAll } from "../../record/mod.ts";
import { InputError } from "../source/importer.ts";
import { ByteReader, EndOfBytes } from "./byte_reader.ts";

/** First bytes of a record. */
const record = { run: 0, request: 1, user: 2, group: 3, error: 4 } as const;

/** Where the version begins: behind the kind of the record and its length. */
const VERSION_AT = 5;
/** Longest version in a header: one of more bytes is none. */
const MAX_VERSION_BYTES = 64;
/** Longest text, in bytes. */
const MAX_TEXT_BYTES = 2 ** 24;
/** Elements of a list in the header. */
const MAX_ELEMENTS = 100_000;

/** Returns true for the first bytes of a log: the header of a run, with a version of Gatling such as `3.14.3`. */
export function isBinaryLog(first: Uint8Array): boolean {
  if (first.length < VERSION_AT || first[0] !== record.run) return false;
  const length = new DataView(first.buffer, first.byteOffset).getInt32(1);
  if (length < 1 || length > MAX_VERSION_BYTES) return false;
  const version = first.subarray(VERSION_AT, VERSION_AT + length);
  return /^\d+\.\d+/.test(toLatin1(version));
}

/**
 * Writes a log as text. One that is cut off ends with a line that is. Throws `InputError` for one that is damaged;
 * `name` is its path in the message.
 */
export async function writeTextLog(
  path: string,
  { name, to }: { readonly name: string; readonly to: string },
): Promise<void> {
  using file = await Deno.open(path);
  using out = await Deno.open(to, { write: true, create: true });
  const reader = new ByteReader(file);
  const encoder = new TextEncoder();
  let pending = "";
  const write = (least: number) => {
    if (pending.length < least) return;
    writeAll(out, encoder.encode(pending));
    pending = "";
  };
  try {
    for (const fields of linesOf(reader)) {
      pending += `${fields.map(plain).join("\t")}\n`;
      write(FLUSH_CHARS);
    }
  } catch (error) {
    if (error instanceof EndOfBytes) pending += "REQUEST";
    else if (error instanceof Damage) {
      throw new InputError(
        name,
        "",
        `is damaged before byte ${reader.offset + 1}: ${error.message}`,
        "copy the log again",
      );
    } else throw error;
  }
  write(0);
}

const FLUSH_CHARS = 2 ** 16;

class Damage extends Error {}

/** Returns a text without what separates the fields and lines of text. */
function plain(field: string | number): string {
  // deno-lint-ignore no-control-regex -- they are what is replaced
  return String(field).replace(/[\x00-\x1f]/g, " ");
}

/** Yields the fields of each line. */
function* linesOf(reader: ByteReader): Generator<(string | number)[]> {
  const header = readHeader(reader);
  yield [
    "RUN",
    header.simulation,
    "",
    header.startMs,
    header.description || " ",
    header.version,
  ];
  for (let i = 0; i < header.assertions; i++) yield ["ASSERTION", " "];
  const texts = new Map<number, string>();
  const cached = () => readCached(reader, texts);
  const time = () => header.startMs + reader.int32();
  const status = () => reader.byte() === 1 ? "OK" : "KO";
  const groups = () => readList(reader, cached).join(",");
  while (!reader.isAtEnd()) {
    const kind = reader.byte();
    switch (kind) {
      case record.request:
        yield [
          "REQUEST",
          groups(),
          cached(),
          time(),
          time(),
          status(),
          cached(),
        ];
        break;
      case record.user: {
        const scenario = header.scenarios[reader.int32()] ?? "";
        yield ["USER", scenario, reader.byte() === 1 ? "START" : "END", time()];
        break;
      }
      case record.group:
        yield ["GROUP", groups(), time(), time(), reader.int32(), status()];
        break;
      case record.error:
        yield ["ERROR", cached(), time()];
        break;
      default:
        throw new Damage(`${kind} begins no record`);
    }
  }
}

interface Header {
  readonly version: string;
  readonly simulation: string;
  /** Unix ms. */
  readonly startMs: number;
  readonly description: string;
  readonly scenarios: readonly string[];
  /** Number of assertions. */
  readonly assertions: number;
}

function readHeader(reader: ByteReader): Header {
  if (reader.byte() !== record.run) throw new Damage("it has no header");
  const version = readText(reader);
  const simulation = readText(reader);
  const startMs = reader.int64();
  const description = readText(reader);
  const scenarios = readList(reader, () => readText(reader));
  const assertions = readList(reader, () => {
    const length = reader.int32();
    if (length < 0 || length > MAX_TEXT_BYTES) {
      throw new Damage(`${length} is no length of an assertion`);
    }
    reader.bytes(length);
  }).length;
  return { version, simulation, startMs, description, scenarios, assertions };
}

function readList<T>(reader: ByteReader, read: () => T): T[] {
  const length = reader.int32();
  if (length < 0 || length > MAX_ELEMENTS) {
    throw new Damage(`${length} is no length of a list`);
  }
  return Array.from({ length }, read);
}

/** Reads a text, or the number of an earlier one, negative. */
function readCached(reader: ByteReader, texts: Map<number, string>): string {
  const number = reader.int32();
  if (number > 0) {
    const text = readText(reader);
    texts.set(number, text);
    return text;
  }
  const known = texts.get(-number);
  if (known === undefined) {
    throw new Damage(`no text has the number ${-number}`);
  }
  return known;
}

/** Reads a text; an empty one has no encoding. */
function readText(reader: ByteReader): string {
  const length = reader.int32();
  if (length === 0) return "";
  if (length < 0 || length > MAX_TEXT_BYTES) {
    throw new Damage(`${length} is no length of a text`);
  }
  // A copy, as the byte behind them may overwrite the buffer.
  const bytes = reader.bytes(length).slice();
  return reader.byte() === 0 ? toLatin1(bytes) : utf16.decode(bytes);
}

/** In the byte order of the machine that ran Gatling: little-endian on all usual ones. */
const utf16 = new TextDecoder("utf-16le");

function toLatin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
