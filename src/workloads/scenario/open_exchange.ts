/** Opens the connection of a user. */
import { type Access, addressOf } from "../../lab/clients/access.ts";
import {
  type Exchange,
  HttpExchange,
} from "../../lab/clients/http_exchange.ts";
import { FetchExchange } from "../../lab/load/fetch_exchange.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";

/** Uses our own client where it can do what is asked, as Deno's takes several times its processor time. */
export function openExchange(
  { host, port }: Pick<Endpoint, "host" | "port">,
  { timeout, access }: {
    /** Seconds of an attempt. */
    readonly timeout: number;
    readonly access: Access;
  },
): Exchange {
  const { http2, certificate, proxy, encrypted, caCerts } = access;
  const address = addressOf(host, access);
  // Deno shows a certificate only where it finds the address itself.
  const isFound = certificate !== null && address !== host;
  if (http2 || proxy !== "" || isFound) {
    return new FetchExchange({ host, port }, { timeout, access });
  }
  return new HttpExchange({ host: address, port }, {
    timeout,
    tls: encrypted
      ? { caCerts, serverName: host, identity: certificate }
      : null,
  });
}
