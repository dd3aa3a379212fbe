/** Keeping Deno from asking a registry for packages. */

/** An address that nothing listens on, and that no notebook may listen on. */
const NOWHERE = "http://127.0.0.1:1/";

/**
 * Environment of a Deno that uses the packages which the lock file holds and finds no others: `deno jupyter` knows neither
 * `--cached-only` nor `--no-npm`.
 */
export const noRegistries = {
  NPM_CONFIG_REGISTRY: NOWHERE,
  JSR_URL: NOWHERE,
} as const;

const npm =
  /^Failed loading http:\/\/127\.0\.0\.1:1\/\S+ for package "([^"]+)"/;
const jsr = /^JSR package manifest for '([^']+)' failed to load/;

/** The checker's or the kernel's message about a package that is in no lock file, in words that help. */
export function explainMissing(message: string): string {
  const [, name] = message.match(npm) ?? [];
  if (name !== undefined) return toMissing(`npm:${name}`);
  const [, module] = message.match(jsr) ?? [];
  return module === undefined ? message : toMissing(`jsr:${module}`);
}

/** What to say of a specifier, such as `npm:left-pad@1.3.0`, that does not resolve. */
export function toMissing(specifier: string): string {
  return `Cannot import '${specifier}' as deno.lock does not hold it: add it with deno add ${specifier}`;
}
