import { expect, test } from "vitest";
import {
  decodePage,
  PAGE_BYTES,
  toPageRequest,
  toPageResponse,
} from "../../../examples/kv/data_page.ts";
import { BUCKETS, makeStore, type Store } from "../../../examples/kv/store.ts";

function merge(store: Store, key: string, counter: number, bytes: number) {
  const value = new Uint8Array(bytes).fill(counter);
  store.merge(key, { version: { counter, writer: "a" }, expires: 0, value });
}

/** Pulls all buckets as nodes do; returns the number of items sent. */
function pull(to: Store, from: Store): number {
  let items = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const page = decodePage(toPageResponse(from, toPageRequest(to, bucket)));
    for (const [key, item] of page) to.merge(key, item);
    items += page.length;
  }
  return items;
}

test("toPageResponse() returns only what the requester lacks", () => {
  const [ours, theirs] = [makeStore(), makeStore()];
  for (let index = 0; index < 500; index++) merge(theirs, `k${index}`, 1, 3);
  theirs.merge("gone", {
    version: { counter: 9, writer: "b" },
    expires: Date.now(),
    value: null,
  });
  merge(ours, "k7", 1, 3);
  merge(ours, "k8", 2, 3);
  merge(ours, "only-ours", 1, 3);
  expect(pull(ours, theirs)).toBe(499);
  expect(pull(ours, theirs)).toBe(0);
  expect(pull(theirs, ours)).toBe(2);
  expect(theirs.digests()).toEqual(ours.digests());
  expect(theirs.get("k8")?.value).toEqual(new Uint8Array([2, 2, 2]));
  expect(ours.get("gone")).toMatchObject({ value: null });
});

test("toPageResponse() stops when a page is full", () => {
  const [ours, theirs] = [makeStore(), makeStore()];
  const bucket = 5;
  const hasKeys = makeStore();
  for (let index = 0; index < 2000; index++) merge(hasKeys, `k${index}`, 1, 1);
  const keys = [...hasKeys.bucket(bucket)].map(([key]) => key);
  expect(keys.length).toBeGreaterThan(2);
  for (const key of keys) merge(theirs, key, 1, PAGE_BYTES / 2);
  const page = decodePage(toPageResponse(theirs, toPageRequest(ours, bucket)));
  expect(page.map(([key]) => key)).toEqual(keys.slice(0, 2));
});

test("toPageResponse() and decodePage() refuse invalid input", () => {
  const requests = ["", "{}", "null", '{"bucket":256,"have":[]}'];
  const versions = '{"bucket":1,"have":[["k","x"]]}';
  for (const request of [...requests, versions]) {
    expect(() => toPageResponse(makeStore(), request), request)
      .toThrow(SyntaxError);
  }
  const pages = ["", "{}\n", '[["k","1@a 0 kept",3]]\nab', "[]\nab"];
  const entries = ['[["a/b","1@a 0 kept",0]]\n', '[["k","1@a 0 kept",-1]]\n'];
  for (const page of [...pages, ...entries, "[null]\n"]) {
    expect(() => decodePage(new TextEncoder().encode(page)), page)
      .toThrow(SyntaxError);
  }
});
