/** Connections to PostgreSQL, by the library postgres. */
import postgres from "postgres";
import type { SqlServerSpec } from "../control_plane/client_spec.ts";

/** A pool of connections. */
export type Connection = postgres.Sql<{ readonly bigint: number }>;

/** OID of the type `bigint`: milliseconds and bytes, which fit into a number. */
const BIGINT = 20;

/** Returns a pool; connections are made when they are needed, and again when they end. */
export function connect(
  { host, port, tls, user, password, database }: SqlServerSpec,
  { connections, timeout, onClose }: {
    readonly connections: number;
    /** Seconds to connect. */
    readonly timeout: number;
    /** Called when a connection ends. */
    readonly onClose: () => void;
  },
): Connection {
  return postgres({
    ...{ host, port, user, password, database, max: connections },
    ssl: tls ? "verify-full" : false,
    connect_timeout: Math.max(1, Math.ceil(timeout)),
    // The store may be away for a while: who tries again must not wait longer and longer.
    backoff: () => 0.1,
    fetch_types: false,
    onnotice: () => {},
    onclose: onClose,
    types: {
      bigint: {
        to: BIGINT,
        from: [BIGINT],
        serialize: String,
        parse: Number,
      },
    },
  });
}
