/** The network of the nodes: all on loopback, or each in a network namespace of its own. */

/** Addresses of nodes, and partitions between them. */
export interface Network extends AsyncDisposable {
  /** Returns the address that node `index` binds to, and that clients and peers connect to. */
  host(index: number): string;
  /** Returns the command line that runs `command` in the network of node `index`. */
  wrap(index: number, command: readonly string[]): readonly string[];
  /** Partitions a node from its peers, but not from clients; null if not supported. */
  readonly isolate: ((index: number) => Promise<void>) | null;
  /** Reverts `isolate`. */
  readonly rejoin: ((index: number) => Promise<void>) | null;
}

/** All nodes on 127.0.0.1, with different ports. */
export const loopback: Network = {
  host: () => "127.0.0.1",
  wrap: (_, command) => command,
  isolate: null,
  rejoin: null,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
