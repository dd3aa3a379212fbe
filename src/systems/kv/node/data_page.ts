/**
 * How a node gets what it lacks: it tells a peer the versions it holds of a bucket, and is sent the newer ones, a page at
 * a time, until there are none. A page is one line of JSON, `[[key, meta, bytes], ...]`, and then the values in its order.
 */
import { formatMeta, isKey, type Item, parseItem } from "./item.ts";
import { BUCKETS, type Store } from "./store.ts";
import {
  compareVersions,
  formatVersion,
  never,
  parseVersion,
  type Version,
} from "./version.ts";

/** Bytes of values after which a page is full; the last one may go beyond. */
export const PAGE_BYTES = 4 * 1024 * 1024;

/** Largest question that is read: bytes. */
export const LARGEST_QUESTION = 64 * 1024 * 1024;

/** What a node asks: a bucket, and what it holds there, as JSON. */
export function askPage(store: Store, bucket: number): string {
  const have = [...store.bucket(bucket)].map((
    [key, { version }],
  ) => [key, formatVersion(version)]);
  return JSON.stringify({ bucket, have });
}

/** The page that answers `question`; empty when the asker lacks nothing. Throws SyntaxError for a bad question. */
export function answerPage(
  store: Store,
  question: string,
): Uint8Array<ArrayBuffer> {
  const { bucket, have } = readQuestion(question);
  const page: (readonly [string, Item])[] = [];
  let bytes = 0;
  for (const [key, item] of store.bucket(bucket)) {
    const lacking = compareVersions(item.version, have.get(key) ?? never) > 0;
    if (!lacking) continue;
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

/** The keys and items of a page. Throws SyntaxError for a bad or torn one. */
export function decodePage(
  bytes: Uint8Array<ArrayBuffer>,
): readonly (readonly [string, Item])[] {
  const end = bytes.indexOf(10);
  const heads: unknown = JSON.parse(
    new TextDecoder().decode(bytes.subarray(0, Math.max(end, 0))),
  );
  if (!Array.isArray(heads)) throw badPage("its first line is no list");
  let at = end + 1;
  const page = heads.map((head): readonly [string, Item] => {
    const [key, meta, length] = Array.isArray(head) ? head : [];
    if (
      typeof key !== "string" || !isKey(key) || typeof meta !== "string" ||
      !Number.isSafeInteger(length) || length < 0
    ) {
      throw badPage(`of the entry ${JSON.stringify(head).slice(0, 100)}`);
    }
    // A copy, so that one value does not keep the whole page in memory.
    const value = bytes.slice(at, at += length);
    return [key, parseItem(meta, value)];
  });
  if (at !== bytes.length) {
    throw badPage(`it has ${bytes.length} bytes, and says ${at}`);
  }
  return page;
}

function readQuestion(
  text: string,
): { readonly bucket: number; readonly have: ReadonlyMap<string, Version> } {
  const { bucket, have }: { bucket?: unknown; have?: unknown } =
    JSON.parse(text) ?? {};
  if (
    typeof bucket !== "number" || !Number.isInteger(bucket) || bucket < 0 ||
    bucket >= BUCKETS || !Array.isArray(have)
  ) {
    throw new SyntaxError(
      `Cannot answer a page as the bucket must be 0 to ${BUCKETS - 1}: ${
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
