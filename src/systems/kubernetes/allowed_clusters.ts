/** Asks before anything is made on a cluster that is not ours: its user names the host of its API server. */
import { UsageError } from "../../record/mod.ts";
import { readKubeconfig } from "./api/kubeconfig.ts";
import { kubernetes } from "./kubernetes.ts";

/**
 * Throws `UsageError`, before anything is sent, for a cluster of a kubeconfig whose host is not among `allowed`: one on
 * this machine too, as it may be a tunnel to another.
 */
export function requireAllowedClusters(
  systems: readonly {
    readonly system: { readonly name: string };
    readonly settings: Readonly<Record<string, string>>;
  }[],
  allowed: readonly string[],
): void {
  for (const { system, settings } of systems) {
    const { kubeconfig = "", context = "" } = settings;
    if (system.name !== kubernetes.name || kubeconfig === "") continue;
    const { access, context: name } = readKubeconfig(kubeconfig, context);
    const { hostname } = new URL(access.server);
    if (allowed.includes(hostname)) continue;
    throw new UsageError(
      `Cannot use the cluster of context ${name} unasked as a namespace with applications is made there: if you may, use --allow-remote ${hostname}`,
    );
  }
}
