/** Where nodes live: all on loopback, or each in a network namespace of its own. */

/** Addresses of nodes, and what can be done to the links between them. */
export interface Network extends AsyncDisposable {
  /** Address that node `index` binds to, and that clients and peers reach it at. */
  host(index: number): string;
  /** The command that runs `command` where node `index` lives. */
  wrap(index: number, command: readonly string[]): readonly string[];
  /** Cuts a node off from its peers, but not from clients; null where that cannot be done. */
  readonly isolate: ((index: number) => Promise<void>) | null;
  /** Undoes `isolate`. */
  readonly rejoin: ((index: number) => Promise<void>) | null;
}

/** All nodes on 127.0.0.1, told apart by their ports. */
export const loopback: Network = {
  host: () => "127.0.0.1",
  wrap: (_, command) => command,
  isolate: null,
  rejoin: null,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
