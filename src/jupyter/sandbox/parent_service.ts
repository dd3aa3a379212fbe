/** Connection of a notebook to a service of the process that started its kernel. */

/** Service on loopback that a kernel connects to before its first cell. */
export interface ParentService {
  readonly port: number;
  /** Secret that the kernel sends first, so that other programs on this machine are refused. */
  readonly token: string;
}

/** Symbol key of the global in which the preamble stores the connection. */
export const PARENT_CONNECTION = "loadline.service";

/** Symbol key of the global that counts the notebooks which the kernel executed before this one. */
export const EARLIER_NOTEBOOKS = "loadline.earlier";

/** Returns how many notebooks the kernel executed before this one; 0 in an interactive session. */
export function countEarlierNotebooks(): number {
  const count =
    (globalThis as Record<symbol, unknown>)[Symbol.for(EARLIER_NOTEBOOKS)];
  return typeof count === "number" ? count : 0;
}

/** Returns the connection to the service; null in an interactive session. */
export function findParentConnection(): Deno.TcpConn | null {
  const connection =
    (globalThis as Record<symbol, unknown>)[Symbol.for(PARENT_CONNECTION)];
  return connection as Deno.TcpConn | undefined ?? null;
}
