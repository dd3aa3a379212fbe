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
