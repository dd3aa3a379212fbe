/**
 * How load threads reach a control plane, as plain data: one member a kind, each with what its client needs to connect.
 * `workloads/control_plane/connect_client.ts` has a client for each.
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
  | EtcdSpec
  | DiegoSpec
  | KubernetesSpec;

/** The embedded store: our own process with SQLite in it. */
export interface SqliteSpec {
  readonly kind: "sqlite";
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
}

/** A server of SQL. */
export interface SqlServerSpec {
  readonly kind: "postgresql" | "mariadb";
  readonly host: string;
  readonly port: number;
  /** Whether it is reached by TLS, and its certificate checked. */
  readonly tls: boolean;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface EtcdSpec {
  readonly kind: "etcd";
  readonly url: string;
  /** Stands before all keys; empty on one of ours. */
  readonly root: string;
  /** Of whoever has logged in; empty where nobody need. */
  readonly token: string;
  readonly layout: Layout;
}

/** The BBS of a Diego, whose cells are not in the load: it places instances by itself. */
export interface DiegoSpec {
  readonly kind: "diego";
  readonly bbs: { readonly host: string; readonly port: number };
  /** Certificates in PEM. */
  readonly identity: {
    readonly ca: string;
    readonly cert: string;
    readonly key: string;
  };
  /** Domain of all LRPs of the run. */
  readonly domain: string;
}

/** An API server, whose scheduler and nodes place and run what is desired. */
export interface KubernetesSpec {
  readonly kind: "kubernetes";
  /** `https://127.0.0.1:6443`. */
  readonly server: string;
  /** Certificates of its authorities in PEM. */
  readonly caCerts: readonly string[];
  readonly token: string;
  readonly namespace: string;
  readonly image: string;
  /** Seconds that pods stay on a node that is not heard of. */
  readonly toleration: number;
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
