/** Loads the package `cephes`, C compiled to WebAssembly. The package for JSR has another module in this place. */
import { createRequire } from "node:module";

/**
 * What the package exports. Required, not imported: its ES module carries a `Buffer` that sets `__proto__`, which Deno
 * does not have, and it has no other entry.
 */
export const cephes: unknown = createRequire(import.meta.url)("cephes");
