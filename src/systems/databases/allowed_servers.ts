/** Asks before anything is made on a store that is not ours: its user names its host. */
import { UsageError } from "../../record/mod.ts";
import { toServerAddress } from "../support/server_address.ts";
import { databaseKinds } from "./database_server.ts";

/**
 * Throws `UsageError`, before anything is sent, for a server by address whose host is not among `allowed`: one on this
 * machine too, as it may be a tunnel to another.
 */
export function requireAllowedServers(
  systems: readonly {
    readonly system: { readonly name: string };
    readonly settings: Readonly<Record<string, string>>;
  }[],
  allowed: readonly string[],
): void {
  const kinds: readonly string[] = [...databaseKinds, "etcd"];
  for (const { system, settings: { address = "" } } of systems) {
    if (!kinds.includes(system.name) || address === "") continue;
    const { host } = toServerAddress("address", address);
    if (allowed.includes(host)) continue;
    throw new UsageError(
      `Cannot use the server at ${address} unasked as records are made there: if you may, use --allow-remote ${host}`,
    );
  }
}
