/**
 * Coordinates quorum reads and writes; every node can be the coordinator. A write gets a version above those that a
 * majority holds for its key, and is acknowledged once a majority stores it. A read queries a majority, and returns the
 * newest value once a majority stores that. Two majorities share a node, so a read that starts after a write was
 * acknowledged returns it or a newer one.
 */
import type { Item } from "./item.ts";
import { firstResults, majorityOf, NoQuorumError } from "./majority.ts";
import type { HeldVersion } from "./peer.ts";
import type { Store } from "./store.ts";
import { compareVersions, NO_VERSION, type Version } from "./version.ts";

/** Requests to another node; deadlines are in milliseconds of `performance.now()`. */
export interface Replica {
  readonly up: boolean;
  put(key: string, item: Item, deadline: number): Promise<Version>;
  get(key: string, known: Version, deadline: number): Promise<HeldVersion>;
}

export interface CoordinatorOptions {
  readonly store: Store;
  /** All other nodes of the cluster, reachable or not. */
  readonly peers: readonly Replica[];
  /** Writer in new versions; unique per start of a node. */
  readonly writer: string;
  /** Whether the local store has all writes acknowledged before the start. */
  readonly isReady: () => boolean;
  /** Seconds to wait for a majority. */
  readonly timeout: number;
}

/** Both methods throw NoQuorumError if there is no majority in time. */
export interface Coordinator {
  /**
   * Writes a value, or deletes it if null; `expires` in milliseconds since 1970, 0 = never. After a NoQuorumError the
   * outcome is indeterminate.
   */
  write(
    key: string,
    value: Uint8Array<ArrayBuffer> | null,
    expires: number,
  ): Promise<void>;
  read(key: string): Promise<Uint8Array<ArrayBuffer> | null>;
}

export function makeCoordinator(
  { store, peers, writer, isReady, timeout }: CoordinatorOptions,
): Coordinator {
  const majority = majorityOf(peers.length + 1);
  const deadlineFromNow = () => performance.now() + timeout * 1000;

  /** Checked first, so that a write that cannot succeed leaves nothing on this node. */
  function refuseMinority(): void {
    const reached = 1 + peers.filter(({ up }) => up).length;
    if (reached >= majority) return;
    throw new NoQuorumError(
      `Cannot reach a majority of ${
        peers.length + 1
      } nodes as too few respond: ${reached}`,
    );
  }

  return {
    async write(key, value, expires) {
      refuseMinority();
      const deadline = deadlineFromNow();
      for (;;) {
        const version = { counter: store.nextCounter(), writer };
        const item = { version, expires, value };
        store.merge(key, item);
        const versions = await firstResults(
          peers.map((peer) => peer.put(key, item, deadline)),
          majority - 1,
        );
        const newer = versions.filter((other) =>
          compareVersions(other, version) > 0
        );
        if (newer.length === 0) return;
        // The newer version may belong to a write acknowledged before this one started, which must be replaced.
        for (const { counter } of newer) store.observe(counter);
      }
    },

    async read(key) {
      refuseMinority();
      const deadline = deadlineFromNow();
      const local = store.get(key);
      const known = local?.version ?? NO_VERSION;
      const replies = await firstResults(
        peers.map(async (peer) => ({
          peer,
          held: await peer.get(key, known, deadline),
        })),
        isReady() ? majority - 1 : majority,
      );
      const newest = replies.reduce(
        (best, { held: { newer } }) =>
          newer &&
            compareVersions(newer.version, best?.version ?? NO_VERSION) > 0
            ? newer
            : best,
        local,
      );
      if (!newest) return null;
      store.merge(key, newest);
      const behind = replies.filter(({ held }) =>
        compareVersions(held.version, newest.version) < 0
      );
      const holders = 1 + replies.length - behind.length;
      // Read repair, so that the next read, by another majority, does not return an older value.
      await firstResults(
        behind.map(({ peer }) => peer.put(key, newest, deadline)),
        majority - holders,
      );
      return newest.value;
    },
  };
}
