/**
 * Finds cells for instances that convergence found, as Diego's auctioneer does, and lets them run there: what cells would
 * do when they are told. Cells are drawn at random, as none of them is ever full.
 */
import type {
  ActualLrp,
  CellClient,
} from "../../systems/control_plane/control_plane.ts";
import { maybeSeeded } from "./lrps.ts";
import type { Requests } from "./requests.ts";

/** Instances that are placed at a time. */
const MAX_PLACING = 100;

export interface PlacingOptions {
  readonly client: CellClient;
  readonly requests: Requests;
  /** Draws a number in [0, 1). */
  readonly random: () => number;
  /** Draws the seconds to make a container. */
  readonly drawCreation: () => number;
  /** Waits for seconds, or until the load is stopped. */
  readonly sleep: (seconds: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

/** Places instances, each once at a time. */
export class Placing {
  readonly #options: PlacingOptions;
  readonly #waiting: {
    readonly record: ActualLrp;
    readonly isLost: boolean;
    readonly found: number;
  }[] = [];
  readonly #known = new Set<string>();
  readonly #active = new Set<Promise<void>>();
  #cells: readonly string[] = [];

  constructor(options: PlacingOptions) {
    this.#options = options;
  }

  /** Takes what was found, at a moment of `performance.now()`; `lost` count as recovered once they run again. */
  add(
    records: readonly ActualLrp[],
    { cells, isLost, found }: {
      /** Cells that are present. */
      readonly cells: readonly string[];
      readonly isLost: boolean;
      readonly found: number;
    },
  ): void {
    this.#cells = cells;
    for (const record of records) {
      const name = `${record.guid}/${record.index}`;
      if (this.#known.has(name)) continue;
      this.#known.add(name);
      this.#waiting.push({ record, isLost, found });
    }
    while (this.#active.size < MAX_PLACING && this.#waiting.length > 0) {
      const placing: Promise<void> = this.#placeAll()
        .finally(() => this.#active.delete(placing));
      this.#active.add(placing);
    }
  }

  /** Resolves once nothing is placed any more: after a stop, when the requests in flight have ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#active);
  }

  /** Places one after the other of those that wait. */
  async #placeAll(): Promise<void> {
    for (;;) {
      const next = this.#waiting.pop();
      if (!next || this.#options.isStopped()) return;
      await this.#place(next);
      this.#known.delete(`${next.record.guid}/${next.record.index}`);
    }
  }

  async #place({ record, isLost, found }: {
    readonly record: ActualLrp;
    readonly isLost: boolean;
    readonly found: number;
  }): Promise<void> {
    const { client, requests, random, sleep, drawCreation } = this.#options;
    const cell = this.#cells[Math.floor(random() * this.#cells.length)];
    if (cell === undefined) return;
    const claimed = await requests.send(
      "claim_lrp",
      () => client.claim(record, cell, record.cell),
    );
    if (claimed.outcome !== "ok") return;
    await sleep(drawCreation());
    const started = await requests.send(
      "start_lrp",
      () => client.start(record, cell),
    );
    const number = maybeSeeded(record.guid);
    if (!isLost || number === null || started.outcome !== "ok") return;
    await requests.record(
      "recover",
      number,
      found,
      () => Promise.resolve(started),
    );
  }
}
