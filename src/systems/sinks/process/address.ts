/** An address of loopback, as Deno takes it. */
export interface Address {
  readonly hostname: string;
  readonly port: number;
}

/** Reads `host:port`. Throws TypeError. */
export function toAddress(text: string): Address {
  const [, hostname = "", port = ""] = /^([\d.]+):(\d+)$/.exec(text) ?? [];
  if (port !== "") return { hostname, port: Number(port) };
  throw new TypeError(`Cannot use an address as it is no host:port: '${text}'`);
}
