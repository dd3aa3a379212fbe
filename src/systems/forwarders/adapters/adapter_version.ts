/** Names the adapter in the version of a forwarder, as a result rests on both. */

/**
 * Number of what the adapters do. Raise it with every change that may change a result, so that runs before and after it are
 * never taken for runs of the same version.
 */
const ADAPTER_VERSION = 2;

/** Returns the version of a forwarder with its adapter: `2.9.10 (adapter 2)`. */
export function withAdapter(version: string): string {
  return `${version} (adapter ${ADAPTER_VERSION})`;
}
