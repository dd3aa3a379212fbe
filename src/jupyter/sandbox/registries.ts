/** Prevents Deno from requesting packages of a registry. */

/** Address that nothing listens on, and that no notebook may listen on. */
const UNREACHABLE_URL = "http://127.0.0.1:1/";

/**
 * Environment of a Deno that finds only packages of the lock file: `deno jupyter` has neither `--cached-only` nor
 * `--no-npm`.
 */
export const offlineRegistries = {
  NPM_CONFIG_REGISTRY: UNREACHABLE_URL,
  JSR_URL: UNREACHABLE_URL,
} as const;

const npm =
  /^Failed loading http:\/\/127\.0\.0\.1:1\/\S+ for package "([^"]+)"/;
const jsr = /^JSR package manifest for '([^']+)' failed to load/;

/** Replaces a message of the checker or kernel about a package outside the lock file by one with a remedy. */
export function explainMissingPackage(message: string): string {
  const [, name] = message.match(npm) ?? [];
  if (name !== undefined) return toMissingMessage(`npm:${name}`);
  const [, module] = message.match(jsr) ?? [];
  return module === undefined ? message : toMissingMessage(`jsr:${module}`);
}

/** Returns the message for a specifier, such as `npm:left-pad@1.3.0`, that does not resolve. */
export function toMissingMessage(specifier: string): string {
  return `Cannot import '${specifier}' as deno.lock does not hold it: add it with deno add ${specifier}`;
}
