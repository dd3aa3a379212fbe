/** How the servers of a system are reached: encryption, version of HTTP, a proxy, names. */

/** Our certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Plain data, as load threads get it. */
export interface Access {
  readonly encrypted: boolean;
  /** Certificates of authorities in PEM that are trusted beside those of the machine; empty for none. */
  readonly caCerts: readonly string[];
  /** True for HTTP/2 and nothing else; false for HTTP/1.1. */
  readonly http2: boolean;
  /** Null for none. */
  readonly certificate: Certificate | null;
  /** Origin of an HTTP proxy: `http://127.0.0.1:3128`; empty for none. */
  readonly proxy: string;
  /** Addresses of hosts, which are not asked of the resolver. */
  readonly resolve: Readonly<Record<string, string>>;
}

/** HTTP/1.1 without encryption, and without anything between. */
export const plainAccess: Access = {
  encrypted: false,
  caCerts: [],
  http2: false,
  certificate: null,
  proxy: "",
  resolve: {},
};

/** Returns the address that stands for a host. */
export function addressOf(
  host: string,
  { resolve }: Pick<Access, "resolve">,
): string {
  return (Object.hasOwn(resolve, host) ? resolve[host] : undefined) ?? host;
}

/** Ports of URLs that name none. */
const [HTTP_PORT, HTTPS_PORT] = [80, 443];

/** Returns the server of a URL. */
export function toServer(
  url: string,
): { readonly host: string; readonly port: number } {
  const { hostname, port, protocol } = new URL(url);
  const standard = protocol === "https:" ? HTTPS_PORT : HTTP_PORT;
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port || standard),
  };
}

/** Returns the options of a client of Deno for one server. */
export function toClientOptions(
  access: Access,
  { host, port }: { readonly host: string; readonly port: number },
): Deno.CreateHttpClientOptions {
  const { caCerts, http2, certificate, proxy } = access;
  const address = addressOf(host, access);
  return {
    poolMaxIdlePerHost: 1,
    ...{ http1: !http2, http2 },
    ...caCerts.length === 0 ? {} : { caCerts: [...caCerts] },
    ...certificate ?? {},
    ...proxy === "" ? {} : { proxy: { url: proxy } },
    ...address === host
      ? {}
      : { proxy: { transport: "tcp" as const, hostname: address, port } },
  };
}
