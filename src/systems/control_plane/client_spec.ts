/**
 * How load threads reach a control plane, as plain data: one member a kind, each with what its client needs to connect.
 * `connect_control_plane.ts` has a client for each.
 */

/**
 * `indexed`: what is asked for together is found together, by secondary indexes or prefixes of keys; `plain`: records by
 * their keys only, so that every other question reads all of them.
 */
export type Layout = "indexed" | "plain";

/** `kind` chooses the client. */
export type ControlPlaneClientSpec =
  | SqliteSpec
  | SqlServerSpec
  | EtcdSpec;

/** The embedded store: our own process with SQLite in it. */
export interface SqliteSpec {
  readonly kind: "sqlite";
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
}

/** A server of SQL, on loopback. */
export interface SqlServerSpec {
  readonly kind: "postgresql" | "mariadb";
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface EtcdSpec {
  readonly kind: "etcd";
  readonly url: string;
  readonly layout: Layout;
}

/** Limits of the requests of a thread. */
export interface ClientLimits {
  /** Connections, where the protocol has one request in flight on each. */
  readonly connections: number;
  /** Seconds until a request is given up. */
  readonly timeout: number;
  /** The same of bulk fetches and convergence. */
  readonly bulkTimeout: number;
}
