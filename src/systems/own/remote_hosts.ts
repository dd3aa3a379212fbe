/** Finds systems on other machines: load on someone else's machine is an attack, so it must be confirmed. */
import { addressOf } from "../../lab/clients/access.ts";
import { UsageError } from "../../record/mod.ts";
import type { OwnSystem } from "./declaration.ts";

/**
 * Returns the hosts of a system, of its proxy, of what is watched, and of the machines that its nodes run on, that are not
 * this machine, each once. A machine is named as ssh does, whatever address that stands for.
 */
export function remoteHosts(declared: OwnSystem): string[] {
  const { urls, proxy, resolve } = declared.kind === "endpoints"
    ? declared
    : { urls: [], proxy: "", resolve: {} };
  const pages = declared.watch.flatMap((watch) =>
    "metrics" in watch ? [watch.metrics] : []
  );
  const machines = declared.kind === "processes" ? declared.machines : [];
  const hosts = [
    ...[...urls, ...proxy === "" ? [] : [proxy], ...pages]
      .map((url) => new URL(url).hostname),
    ...machines.flatMap(({ ssh, address }) => [
      ssh.replace(/^.*@/, ""),
      ...address === "" ? [] : [address],
    ]),
  ];
  // A name may be given to this machine, and the name of this machine to another.
  const isHere = (host: string) => isLoopback(addressOf(host, { resolve }));
  return [...new Set(hosts)].filter((host) => !isHere(host));
}

/** An address, up to a placeholder: one whose host is a placeholder is that of a node. */
const addresses = /\b(?:https?|wss?):\/\/[^\s"'`{}<>|]+/g;

/** Returns the hosts of addresses in the words of a command that are not this machine, each once. */
export function remoteHostsIn(words: readonly string[]): string[] {
  const hosts = words.flatMap((word) => [...word.matchAll(addresses)])
    .flatMap(([text]) => URL.parse(text)?.hostname ?? []);
  return [...new Set(hosts)].filter((host) => !isLoopback(host));
}

/** A host to which load goes, and what names it. */
export interface LoadTarget {
  readonly host: string;
  readonly name: string;
}

/** Throws `UsageError`, before anything is sent, for a host that is neither this machine nor among `allowed`. */
export function requireAllowedHosts(
  systems: readonly OwnSystem[],
  allowed: readonly string[],
): void {
  const targets = systems.flatMap((system) =>
    remoteHosts(system).map((host) => ({ host, name: system.name }))
  );
  requireAllowedTargets(targets, allowed);
}

/** Throws the error of `requireAllowedHosts` for targets that are not this machine. */
export function requireAllowedTargets(
  targets: readonly LoadTarget[],
  allowed: readonly string[],
): void {
  for (const { host, name } of targets) {
    if (allowed.includes(host)) continue;
    throw new UsageError(
      `Cannot send load to ${host}, of ${name}, as it is not this machine, and load on a machine of somebody else is an attack: if you may, use --allow-remote ${host}`,
    );
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(host);
}
