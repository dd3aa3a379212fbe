/** How a notebook reaches what the process that made its kernel does for it. */

/** A service on loopback that a kernel connects to before its first cell. */
export interface Service {
  readonly port: number;
  /** What the kernel says first; others on this machine do not know it. */
  readonly token: string;
}

/** Where the preamble leaves the connection: a global under this registered symbol. */
export const SERVICE = "loadline.service";

/** The connection to the service; null in a session that was started by hand. */
export function serviceConnection(): Deno.Conn | null {
  const found = (globalThis as Record<symbol, unknown>)[Symbol.for(SERVICE)];
  return found as Deno.Conn | undefined ?? null;
}
