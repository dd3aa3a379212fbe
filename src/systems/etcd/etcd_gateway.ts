/** Requests to etcd's JSON gateway, in which keys and values are base64. */
import { z } from "zod";
import type { EtcdSpec } from "../control_plane/client_spec.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";

/** A key with its value. */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
  /** Revision of its last change: a text, as it has 64 bits. */
  readonly revision: string;
}

/** etcd omits what is empty or zero. */
const Range = z.object({
  header: z.object({ revision: z.string() }),
  kvs: z.array(z.object({
    key: z.string(),
    value: z.string().default(""),
    mod_revision: z.string(),
  })).default([]),
});
const Count = z.object({ count: z.coerce.number().default(0) });
const Txn = z.object({ succeeded: z.boolean().default(false) });
const Lease = z.object({ ID: z.string() });
const KeepAlive = z.object({
  result: z.object({ TTL: z.string().default("0") }),
});

/** A write of a transaction. */
export type Write =
  | { readonly put: string; readonly value: string; readonly lease: string }
  | { readonly delete: string; readonly isPrefix: boolean };

/** What must be so for a transaction to be done. */
export interface Condition {
  readonly key: string;
  /** Revision of its last change; `0` for a key that is not there. */
  readonly revision: string;
}

export interface RangeOptions {
  /** Key, or the first of several. */
  readonly key: string;
  /** First key that is no longer included; empty for one key. */
  readonly end: string;
  readonly limit: number;
  /** Revision at which to read; `0` for the newest. */
  readonly revision: string;
  readonly signal: AbortSignal;
}

export interface RangeResult {
  readonly kvs: readonly KeyValue[];
  readonly revision: string;
  /** Of the answer. */
  readonly bytes: number;
}

export interface EtcdGateway {
  range(options: RangeOptions): Promise<RangeResult>;
  /** Returns how many keys have a prefix. */
  count(prefix: string, signal: AbortSignal): Promise<number>;
  /** Does writes if all conditions hold; returns whether they did. */
  txn(
    conditions: readonly Condition[],
    writes: readonly Write[],
    signal: AbortSignal,
  ): Promise<boolean>;
  /** Returns the ID of a new lease of some seconds. */
  grant(ttl: number, signal: AbortSignal): Promise<string>;
  /** Renews a lease; false if it has ended. */
  keepAlive(lease: string, signal: AbortSignal): Promise<boolean>;
}

/** Returns the end of a range of all keys with a prefix: its last character is the next one. */
export function prefixEnd(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1);
  return prefix.slice(0, -1) + String.fromCharCode(last + 1);
}

/** Returns the headers of requests. */
export function toHeaders(
  { token }: Pick<EtcdSpec, "token">,
): Readonly<Record<string, string>> {
  return token === "" ? {} : { authorization: token };
}

/** Requests throw an Error with what etcd answered, and errors of `fetch()`. */
export function openGateway(
  { url, root, token }: Pick<EtcdSpec, "url" | "root" | "token">,
): EtcdGateway {
  const toKey = (key: string) => encodeBase64(root + key);

  async function call(
    path: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<string> {
    const response = await fetch(`${url}/v3/${path}`, {
      ...{ method: "POST", body: JSON.stringify(body), signal },
      headers: toHeaders({ token }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${text}`);
    return text;
  }

  return {
    async range({ key, end, limit, revision, signal }) {
      const text = await call("kv/range", {
        key: toKey(key),
        ...end === "" ? {} : { range_end: toKey(end) },
        ...{ limit: String(limit), revision },
      }, signal);
      const { header, kvs } = Range.parse(JSON.parse(text));
      return {
        revision: header.revision,
        bytes: text.length,
        kvs: kvs.map(({ key, value, mod_revision }) => ({
          key: decodeBase64(key).slice(root.length),
          value: decodeBase64(value),
          revision: mod_revision,
        })),
      };
    },
    async count(prefix, signal) {
      const text = await call("kv/range", {
        ...{ key: toKey(prefix), range_end: toKey(prefixEnd(prefix)) },
        count_only: true,
      }, signal);
      return Count.parse(JSON.parse(text)).count;
    },
    async txn(conditions, writes, signal) {
      const text = await call("kv/txn", {
        compare: conditions.map(({ key, revision }) => ({
          ...{ key: toKey(key), target: "MOD", result: "EQUAL" },
          mod_revision: revision,
        })),
        success: writes.map((write) => toRequest(write, toKey)),
      }, signal);
      return Txn.parse(JSON.parse(text)).succeeded;
    },
    async grant(ttl, signal) {
      // Whole seconds, at least one.
      const TTL = String(Math.max(1, Math.round(ttl)));
      const text = await call("lease/grant", { TTL }, signal);
      return Lease.parse(JSON.parse(text)).ID;
    },
    async keepAlive(lease, signal) {
      const text = await call("lease/keepalive", { ID: lease }, signal);
      // A stream of answers, of which there is one.
      const [line = ""] = text.trim().split("\n");
      return KeepAlive.parse(JSON.parse(line)).result.TTL !== "0";
    },
  };
}

function toRequest(write: Write, toKey: (key: string) => string) {
  return "put" in write
    ? {
      request_put: {
        key: toKey(write.put),
        value: encodeBase64(write.value),
        ...write.lease === "" ? {} : { lease: write.lease },
      },
    }
    : {
      request_delete_range: {
        key: toKey(write.delete),
        ...write.isPrefix ? { range_end: toKey(prefixEnd(write.delete)) } : {},
      },
    };
}
