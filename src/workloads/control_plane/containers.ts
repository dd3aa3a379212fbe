/** The containers that simulated cells run: what a cell knows of itself, whatever the control plane has on record. */
import type {
  ActualLrp,
  LrpKey,
} from "../../systems/control_plane/control_plane.ts";
import { cellOfSeeded, maybeSeeded, toGuid } from "./lrps.ts";

export interface ContainersOptions {
  readonly cells: number;
  /** Seeded instances; 0 for cells that come back empty. */
  readonly instances: number;
}

/** Containers by their cell; moments are those of `performance.now()`. */
export class Containers {
  readonly #options: ContainersOptions;
  /** Beside those that were seeded: since when each runs. */
  readonly #more = new Map<number, Map<string, number>>();
  /** Seeded ones that a cell has given up, as another one runs them. */
  readonly #gone = new Set<string>();

  constructor(options: ContainersOptions) {
    this.#options = options;
  }

  /** A cell runs an instance from now on. */
  add(cell: number, { guid }: LrpKey): void {
    const own = this.#more.get(cell) ?? new Map<string, number>();
    this.#more.set(cell, own.set(guid, performance.now()));
  }

  /** A cell no longer runs an instance. */
  remove(cell: number, { guid }: LrpKey): void {
    this.#more.get(cell)?.delete(guid);
    this.#gone.add(`${cell} ${guid}`);
  }

  /**
   * Compares what a cell runs with its records, as they were at a moment: those without a record have to be recorded again.
   * A record without a container is one that was put there: it is run from now on.
   */
  reconcile(
    cell: number,
    records: readonly ActualLrp[],
    moment: number,
  ): LrpKey[] {
    const recorded = new Set(records.map(({ guid }) => guid));
    const more = this.#more.get(cell);
    const missing = [...more ?? []].flatMap(([guid, since]) =>
      since < moment && !recorded.has(guid) ? [guid] : []
    );
    const { cells, instances } = this.#options;
    for (let number = cell; number < instances; number += cells) {
      const guid = toGuid("lrp", number);
      if (!recorded.has(guid) && !this.#gone.has(`${cell} ${guid}`)) {
        missing.push(guid);
      }
    }
    for (const { guid, state } of records) {
      const isKnown = more?.has(guid) || this.#isSeeded(cell, guid) ||
        this.#gone.has(`${cell} ${guid}`);
      if (state === "running" && !isKnown) this.add(cell, { guid, index: 0 });
    }
    return missing.map((guid) => ({ guid, index: 0 }));
  }

  #isSeeded(cell: number, guid: string): boolean {
    const { cells, instances } = this.#options;
    const number = maybeSeeded(guid);
    return number !== null && number < instances &&
      cellOfSeeded(number, cells) === cell;
  }
}
