/**
 * Anti-entropy pages: a node sends a peer its versions of a bucket and receives newer items, page by page, until there
 * are none. A page is one line of JSON, `[[key, meta, bytes], ...]`, followed by the values in the same order.
 */
import { formatMeta, isKey, type Item, parseItem } from "./item.ts";
import { BUCKETS, type Store } from "./store.ts";
import {
  compareVersions,
  formatVersion,
  NO_VERSION,
  parseVersion,
  type Version,
} from "./version.ts";

/** Size of values after which a page is full; the last value may exceed it. */
export const PAGE_BYTES = 4 * 1024 * 1024;

export const MAX_PAGE_REQUEST_BYTES = 64 * 1024 * 1024;

/** Returns a page request as JSON: a bucket, and the versions held in it. */
export function toPageRequest(store: Store, bucket: number): string {
  const have = [...store.bucket(bucket)].map((
    [key, { version }],
  ) => [key, formatVersion(version)]);
  return JSON.stringify({ bucket, have });
}

/** Returns the page for a request; empty if the requester is up to date. Throws SyntaxError for an invalid request. */
export function toPageResponse(
  store: Store,
  request: string,
): Uint8Array<ArrayBuffer> {
  const { bucket, have } = parsePageRequest(request);
  const page: (readonly [string, Item])[] = [];
  let bytes = 0;
  for (const [key, item] of store.bucket(bucket)) {
    const known = have.get(key) ?? NO_VERSION;
    if (compareVersions(item.version, known) <= 0) continue;
    page.push([key, item]);
    bytes += item.value?.length ?? 0;
    if (bytes >= PAGE_BYTES) break;
  }
  return encodePage(page);
}

function encodePage(
  page: readonly (readonly [string, Item])[],
): Uint8Array<ArrayBuffer> {
  const heads = page.map((
    [key, item],
  ) => [key, formatMeta(item), item.value?.length ?? 0]);
  const head = new TextEncoder().encode(`${JSON.stringify(heads)}\n`);
  const values = page.flatMap(([, { value }]) => value ?? []);
  const length = values.reduce((sum, value) => sum + value.length, head.length);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of [head, ...values]) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Returns the keys and items of a page. Throws SyntaxError for an invalid or truncated one. */
export function decodePage(
  bytes: Uint8Array<ArrayBuffer>,
): readonly (readonly [string, Item])[] {
  const end = bytes.indexOf(10);
  const heads: unknown = JSON.parse(
    new TextDecoder().decode(bytes.subarray(0, Math.max(end, 0))),
  );
  if (!Array.isArray(heads)) throw badPage("its first line is not a list");
  let at = end + 1;
  const page = heads.map((head): readonly [string, Item] => {
    const [key, meta, length] = Array.isArray(head) ? head : [];
    if (
      typeof key !== "string" || !isKey(key) || typeof meta !== "string" ||
      !Number.isSafeInteger(length) || length < 0
    ) {
      throw badPage(
        `an entry is invalid: ${JSON.stringify(head).slice(0, 100)}`,
      );
    }
    // Copied, so that one value does not keep the whole page in memory.
    const value = bytes.slice(at, at += length);
    return [key, parseItem(meta, value)];
  });
  if (at !== bytes.length) {
    throw badPage(`it has ${bytes.length} bytes, but declares ${at}`);
  }
  return page;
}

function parsePageRequest(
  text: string,
): { readonly bucket: number; readonly have: ReadonlyMap<string, Version> } {
  const { bucket, have }: { bucket?: unknown; have?: unknown } =
    JSON.parse(text) ?? {};
  if (
    typeof bucket !== "number" || !Number.isInteger(bucket) || bucket < 0 ||
    bucket >= BUCKETS || !Array.isArray(have)
  ) {
    throw new SyntaxError(
      `Cannot read a page request as the bucket must be 0 to ${BUCKETS - 1}: ${
        String(bucket).slice(0, 100)
      }`,
    );
  }
  return {
    bucket,
    have: new Map(
      have.map(([key, version]) => [String(key), parseVersion(`${version}`)]),
    ),
  };
}

function badPage(reason: string): SyntaxError {
  return new SyntaxError(`Cannot read a page as ${reason}`);
}
