/** Unpacks files that gzip packed. */
import { createReadStream, createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGunzip } from "node:zlib";
import { InputError } from "./importer.ts";
import { splitBytes } from "./source.ts";

const GZIP = [0x1f, 0x8b];
const LINE_FEED = 10;

/** Returns true for the first bytes of a file that gzip packed. */
export function isPacked(first: Uint8Array): boolean {
  return GZIP.every((byte, i) => first[i] === byte);
}

export interface UnpackOptions {
  readonly to: string;
  /** Most bytes when it is unpacked. */
  readonly maxBytes: number;
}

/**
 * Unpacks a file. Returns the line in which it is cut off, from 1: what is before is unpacked, up to the last whole
 * character; null for a whole file. Throws `InputError` if it is damaged, longer than `maxBytes`, or cut off before
 * anything that could be unpacked.
 */
export async function unpack(
  path: string,
  options: UnpackOptions,
): Promise<number | null> {
  try {
    await unpackStream(path, options);
    return null;
  } catch (error) {
    if (error instanceof InputError) throw error;
    return await unpackOther(path, options);
  }
}

/** Unpacks one whole stream, in less time than Node's streams take. */
async function unpackStream(
  path: string,
  { to, maxBytes }: UnpackOptions,
): Promise<void> {
  const file = await Deno.open(path);
  const out = await Deno.open(to, { write: true, create: true });
  let size = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.length;
      if (size > maxBytes) throw new RangeError("too long");
      controller.enqueue(chunk);
    },
  });
  try {
    await file.readable
      .pipeThrough(new DecompressionStream("gzip"))
      .pipeThrough(counter)
      .pipeTo(out.writable);
  } catch (error) {
    throw size > maxBytes ? tooLong(path, maxBytes) : error;
  }
}

/** Unpacks several streams that were put together, and one that is cut off. */
async function unpackOther(
  path: string,
  options: UnpackOptions,
): Promise<number | null> {
  try {
    await gunzip(path, options, constants.Z_FINISH);
    return null;
  } catch (error) {
    if (error instanceof InputError) throw error;
    // It is cut off if it can be read by who asks for no end; else damaged.
  }
  let lines = 0;
  try {
    lines = await gunzip(path, options, constants.Z_SYNC_FLUSH);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw damaged(path, "damaged", error);
  }
  if (await dropSplitCharacter(options.to) > 0) return lines + 1;
  throw damaged(path, "cut off before anything that could be unpacked", null);
}

/**
 * Unpacks all streams of a file; returns how many line feeds they have. Throws Node's error for what is damaged, and, with
 * `Z_FINISH` at its end, for what is cut off.
 */
async function gunzip(
  path: string,
  { to, maxBytes }: UnpackOptions,
  finishFlush: number,
): Promise<number> {
  let [size, lines] = [0, 0];
  const counter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      size += chunk.length;
      if (size > maxBytes) return done(new RangeError("too long"));
      let at = chunk.indexOf(LINE_FEED);
      for (; at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) lines++;
      done(null, chunk);
    },
  });
  try {
    await pipeline(
      createReadStream(path),
      createGunzip({ finishFlush }),
      counter,
      createWriteStream(to),
    );
  } catch (error) {
    throw size > maxBytes ? tooLong(path, maxBytes) : error;
  }
  return lines;
}

/** Removes a character at the end of a file of which only the beginning is there; returns how many bytes are left. */
async function dropSplitCharacter(path: string): Promise<number> {
  using file = await Deno.open(path, { read: true, write: true });
  const { size } = await file.stat();
  const last = new Uint8Array(Math.min(3, size));
  await file.seek(size - last.length, Deno.SeekMode.Start);
  const read = last.length === 0 ? 0 : await file.read(last) ?? 0;
  const whole = size - splitBytes(last, read);
  await file.truncate(whole);
  return whole;
}

function tooLong(path: string, maxBytes: number): InputError {
  return new InputError(
    path,
    "",
    `has more than the ${maxBytes} bytes that one file may have when it is unpacked`,
    "split it into smaller files",
  );
}

function damaged(path: string, how: string, cause: unknown): InputError {
  const error = new InputError(
    path,
    "",
    `is packed with gzip, and ${how}`,
    "fetch the file again",
  );
  if (cause !== null) error.cause = cause;
  return error;
}
