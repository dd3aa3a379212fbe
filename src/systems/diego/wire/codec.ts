/** Codecs of protobuf messages by their names in `layouts.ts`. */
import protobuf from "protobufjs";
import { layouts } from "./layouts.ts";

/** Writes and reads one kind of message. */
export interface Codec<T> {
  encode(message: T): Uint8Array;
  /**
   * Reads a message; a field that is missing has the empty value of its type, and a message that is missing is null. Throws
   * an Error for bytes that are no such message.
   */
  decode(bytes: Uint8Array): T;
}

const { root } = protobuf.parse(layouts, { keepCase: true });

/** Returns the codec of a layout. `T` has its fields by name. */
export function codec<T extends object>(layout: string): Codec<T> {
  const type = root.lookupType(layout);
  return {
    encode: (message) => type.encode(message).finish(),
    decode: (bytes) => type.decode(bytes) as T,
  };
}

/** A 64-bit integer as it was read; as text all of its digits are kept. */
export interface Int64 {
  toString(): string;
}

/** Returns milliseconds since 1970, with a fraction, of nanoseconds. */
export function toMilliseconds(nanoseconds: Int64): number {
  return Number(nanoseconds.toString()) / 1e6;
}
