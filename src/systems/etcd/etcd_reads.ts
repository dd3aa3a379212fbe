/** Reads ranges of keys that may be long. */
import { PAGE_SIZE, readPages } from "../control_plane/pages.ts";
import { type EtcdGateway, type KeyValue, prefixEnd } from "./etcd_gateway.ts";

/** Reads all keys with a prefix, in pages of one revision; returns the bytes of the answers. */
export async function readAll(
  gateway: EtcdGateway,
  prefix: string,
  signal: AbortSignal,
  take: (kv: KeyValue) => void,
): Promise<number> {
  let [revision, bytes] = ["0", 0];
  await readPages<KeyValue>(async (after) => {
    const page = await gateway.range({
      key: after === null ? prefix : `${after.key}\0`,
      ...{ end: prefixEnd(prefix), limit: PAGE_SIZE, revision, signal },
    });
    revision = page.revision;
    bytes += page.bytes;
    return page.kvs;
  }, take);
  return bytes;
}

/** Returns what follows a prefix in the keys that begin with it. */
export async function namesBelow(
  gateway: EtcdGateway,
  prefix: string,
  signal: AbortSignal,
): Promise<string[]> {
  const names: string[] = [];
  await readAll(gateway, prefix, signal, ({ key }) => {
    names.push(key.slice(prefix.length));
  });
  return names;
}
