/** How the nodes of a user's own system are reached, as it declares. */
import type { Access } from "../../lab/clients/access.ts";
import type { ClusterNode } from "../../lab/system/system_under_test.ts";
import { UsageError } from "../../record/mod.ts";
import type { OwnSystem } from "./declaration.ts";

/** Reads what a system declares. Throws `UsageError` if one of its files cannot be read. */
export async function toAccess(declared: OwnSystem): Promise<Access> {
  const { ca, certificate, http } = declared;
  const { proxy = "", resolve = {} } = declared.kind === "endpoints"
    ? declared
    : {};
  const read = (key: string, path: string) =>
    readPem(path, `its ${key} ${path}`, declared);
  return {
    encrypted: declared.kind === "processes"
      ? declared.tls
      : declared.urls.some((url) => url.startsWith("https:")),
    caCerts: ca === "" ? [] : [await read("ca", ca)],
    http2: http === "2",
    certificate: certificate === null ? null : {
      cert: await read("certificate", certificate.cert),
      key: await read("key", certificate.key),
    },
    ...{ proxy, resolve },
  };
}

async function readPem(
  path: string,
  what: string,
  { name }: Pick<OwnSystem, "name">,
): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw new UsageError(
      `Cannot use the system '${name}' as ${what} cannot be read (${
        (error as Error).name
      }): name a file in PEM`,
    );
  }
}

/** Returns `http://127.0.0.1:8080`. */
export function toOrigin(
  { endpoint: { host, port } }: Pick<ClusterNode, "endpoint">,
  { encrypted }: Pick<Access, "encrypted">,
): string {
  const scheme = encrypted ? "https" : "http";
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
