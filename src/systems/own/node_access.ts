/** How the nodes of a user's own system are reached: plainly, or by TLS. */
import type { Tls } from "../../lab/clients/connection.ts";
import type { ClusterNode } from "../../lab/system/system_under_test.ts";
import { UsageError } from "../../record/mod.ts";
import type { OwnSystem } from "./declaration.ts";

export interface NodeAccess {
  /** Null for plain HTTP. */
  readonly tls: Tls | null;
}

/** Returns how the nodes of a system are reached. Throws `UsageError` if its file of certificates cannot be read. */
export async function toNodeAccess(declared: OwnSystem): Promise<NodeAccess> {
  const encrypted = declared.kind === "processes"
    ? declared.tls
    : declared.urls.some((url) => url.startsWith("https:"));
  if (!encrypted) return { tls: null };
  const { ca, name } = declared;
  if (ca === "") return { tls: { caCerts: [] } };
  try {
    return { tls: { caCerts: [await Deno.readTextFile(ca)] } };
  } catch (error) {
    throw new UsageError(
      `Cannot use the system '${name}' as its ca ${ca} cannot be read (${
        (error as Error).name
      }): name a file with certificates in PEM`,
    );
  }
}

/** Returns the certificates that `fetch` is to trust. */
export function caCertsOf({ tls }: NodeAccess): readonly string[] {
  return tls?.caCerts ?? [];
}

/** Returns `http://127.0.0.1:8080`. */
export function toOrigin(
  { endpoint: { host, port } }: Pick<ClusterNode, "endpoint">,
  { tls }: NodeAccess,
): string {
  const scheme = tls === null ? "http" : "https";
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
