/**
 * Reads and writes of clients, by whichever node they ask. A write is given a version above all that a majority has seen
 * of its key, and acknowledged when a majority keeps it. A read asks a majority, and returns the newest once a majority
 * keeps that. Two majorities share a node, so a read that starts after a write was acknowledged returns it or a newer one.
 */
import type { Item } from "./item.ts";
import { firstAnswers, majorityOf, NoQuorumError } from "./majority.ts";
import type { Held } from "./peer.ts";
import type { Store } from "./store.ts";
import { compareVersions, never, type Version } from "./version.ts";

/** What is asked of the other nodes; deadlines are in milliseconds of `performance.now()`. */
export interface Replica {
  readonly up: boolean;
  put(key: string, item: Item, deadline: number): Promise<Version>;
  get(key: string, known: Version, deadline: number): Promise<Held>;
}

export interface CoordinatorOptions {
  readonly store: Store;
  /** All other nodes of the cluster, reachable or not. */
  readonly peers: readonly Replica[];
  /** Who gives out versions; never used by two lives of a node. */
  readonly writer: string;
  /** Whether our own store knows all that was acknowledged before we started. */
  readonly isReady: () => boolean;
  /** Seconds to wait for a majority. */
  readonly timeout: number;
}

/** Both throw NoQuorumError when a majority cannot be had in time. */
export interface Coordinator {
  /** Writes a value, or with null deletes it; `expires` in milliseconds since 1970, 0 for never. The write may survive a NoQuorumError. */
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

  /** Without it a write that cannot succeed would be left behind on this node. */
  function refuseMinority(): void {
    const reached = 1 + peers.filter(({ up }) => up).length;
    if (reached >= majority) return;
    throw new NoQuorumError(
      `Cannot reach a majority of ${
        peers.length + 1
      } nodes as too few answer: ${reached}`,
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
        const held = await firstAnswers(
          peers.map((peer) => peer.put(key, item, deadline)),
          majority - 1,
        );
        const newer = held.filter((other) =>
          compareVersions(other, version) > 0
        );
        if (newer.length === 0) return;
        // It may be the value of a write that was acknowledged before ours began, which ours must replace.
        for (const { counter } of newer) store.observe(counter);
      }
    },

    async read(key) {
      refuseMinority();
      const deadline = deadlineFromNow();
      const ours = store.get(key);
      const known = ours?.version ?? never;
      const answers = await firstAnswers(
        peers.map(async (peer) => ({
          peer,
          held: await peer.get(key, known, deadline),
        })),
        isReady() ? majority - 1 : majority,
      );
      const newest = answers.reduce(
        (best, { held: { newer } }) =>
          newer && compareVersions(newer.version, best?.version ?? never) > 0
            ? newer
            : best,
        ours,
      );
      if (!newest) return null;
      store.merge(key, newest);
      const behind = answers.filter(({ held }) =>
        compareVersions(held.version, newest.version) < 0
      );
      const holders = 1 + answers.length - behind.length;
      // So that the next read, by another majority, does not return an older one.
      await firstAnswers(
        behind.map(({ peer }) => peer.put(key, newest, deadline)),
        majority - holders,
      );
      return newest.value;
    },
  };
}
