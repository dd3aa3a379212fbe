/** Versioned item of a key, and its serialization between peers. */
import { formatVersion, parseVersion, type Version } from "./version.ts";

export interface Item {
  readonly version: Version;
  /** Expiry in milliseconds since 1970; 0 = never. */
  readonly expires: number;
  /** Null for a tombstone of a deleted or expired value, kept for a while so that an older value cannot come back. */
  readonly value: Uint8Array<ArrayBuffer> | null;
}

export const MAX_VALUE_BYTES = 10 * 1024 * 1024;

const KEY = /^[A-Za-z0-9._~:-]{1,256}$/;

/** Whether a text is a valid key: 1 to 256 letters, digits and `. _ ~ : -`, which need no escape in a URL. */
export function isKey(text: string): boolean {
  return KEY.test(text) && text !== "." && text !== "..";
}

/** Formats all but the value in one line of ASCII: `12@node-1.mabc 1795212345678 kept`. */
export function formatMeta({ version, expires, value }: Item): string {
  return `${formatVersion(version)} ${expires} ${value ? "kept" : "gone"}`;
}

/** Reads an item from the output of `formatMeta` and its value. Throws SyntaxError for any other text. */
export function parseItem(
  meta: string,
  value: Uint8Array<ArrayBuffer>,
): Item {
  const [version = "", expires = "", state, ...rest] = meta.split(" ");
  const known = state === "kept" || state === "gone";
  if (!known || rest.length > 0 || !/^\d{1,16}$/.test(expires)) {
    throw new SyntaxError(
      `Cannot read an item as it must be <version> <expires> kept|gone: ${
        JSON.stringify(meta.slice(0, 100))
      }`,
    );
  }
  return {
    version: parseVersion(version),
    expires: Number(expires),
    value: state === "kept" ? value : null,
  };
}
