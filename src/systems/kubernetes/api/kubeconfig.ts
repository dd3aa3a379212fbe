/** Reads from a kubeconfig how a cluster is reached. */
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "../../../record/mod.ts";
import type { ApiAccess } from "./api_client.ts";

/** The package yaml, as far as it is used. */
interface Yaml {
  readonly parse: (source: string) => unknown;
}

const text = z.string().default("");

const name = z.string();

const Cluster = z.object({
  server: z.url(),
  "certificate-authority": text,
  "certificate-authority-data": text,
  "insecure-skip-tls-verify": z.boolean().default(false),
});

const User = z.object({
  "client-certificate": text,
  "client-certificate-data": text,
  "client-key": text,
  "client-key-data": text,
  token: text,
  tokenFile: text,
  exec: z.unknown().optional(),
  "auth-provider": z.unknown().optional(),
});

const Kubeconfig = z.object({
  "current-context": text,
  contexts: z.array(z.object({
    name,
    context: z.object({ cluster: z.string(), user: z.string() }),
  })),
  clusters: z.array(z.object({ name, cluster: Cluster })),
  users: z.array(z.object({ name, user: User })),
});

/** A cluster that a kubeconfig names. */
export interface KubeconfigCluster {
  readonly context: string;
  readonly access: ApiAccess;
}

/**
 * Reads a file, of a context or, if that is empty, of its current one. Throws `UsageError` for a file that cannot be
 * read, for one without the context, and for users who need another program to sign in.
 */
export function readKubeconfig(
  path: string,
  context: string,
): KubeconfigCluster {
  const refuse = (reason: string): never => {
    throw new UsageError(`Cannot use kubeconfig=${path} as ${reason}`);
  };
  const find = <Entry extends { readonly name: string }>(
    entries: readonly Entry[],
    wanted: string,
    what: string,
  ): Entry =>
    entries.find((entry) => entry.name === wanted) ?? refuse(
      `it has no ${what} '${wanted}', only ${
        entries.map((entry) => entry.name).join(", ") || "none"
      }: use context=NAME`,
    );
  const read = (data: string, file: string) => {
    if (data !== "") return decode(data) ?? refuse("its data are no base64");
    if (file === "") return "";
    const found = resolve(dirname(path), file);
    return maybeRead(found) ??
      refuse(`${found}, which it names, cannot be read`);
  };
  const source = maybeRead(path) ??
    refuse("it cannot be read: use the path of a kubeconfig");
  const config = maybeParse(source) ??
    refuse("it is none: use a file with clusters, users and contexts");
  const chosen = find(
    config.contexts,
    context || config["current-context"],
    "context",
  );
  const { cluster } = find(
    config.clusters,
    chosen.context.cluster,
    "cluster",
  );
  const { user } = find(config.users, chosen.context.user, "user");
  if (cluster["insecure-skip-tls-verify"]) {
    refuse("it does not verify its server: name the server's authority");
  }
  if (user.exec !== undefined || user["auth-provider"] !== undefined) {
    refuse(
      `its user '${chosen.context.user}' needs a program to sign in: use one with a client certificate or a token`,
    );
  }
  const ca = read(
    cluster["certificate-authority-data"],
    cluster["certificate-authority"],
  );
  return {
    context: chosen.name,
    access: {
      server: cluster.server.replace(/\/+$/, ""),
      caCerts: ca === "" ? [] : [ca],
      cert: read(user["client-certificate-data"], user["client-certificate"]),
      key: read(user["client-key-data"], user["client-key"]),
      token: user.token || read("", user.tokenFile).trim(),
    },
  };
}

function maybeRead(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

function decode(base64: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(base64));
  } catch {
    return undefined;
  }
}

function maybeParse(source: string): z.infer<typeof Kubeconfig> | undefined {
  try {
    // Not imported, as all commands would load it.
    const { parse } = createRequire(import.meta.url)("yaml") as Yaml;
    return Kubeconfig.safeParse(parse(source)).data;
  } catch {
    // It is no YAML.
    return undefined;
  }
}
