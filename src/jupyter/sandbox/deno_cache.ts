/** Finds Deno's cache folder. */

/** Returns the absolute path of Deno's cache: https://docs.deno.com/runtime/reference/env_variables/. */
export function denoCache(): string {
  const { DENO_DIR, XDG_CACHE_HOME, HOME } = Deno.env.toObject();
  if (DENO_DIR) {
    return DENO_DIR.startsWith("/") ? DENO_DIR : `${Deno.cwd()}/${DENO_DIR}`;
  }
  if (Deno.build.os === "darwin") return `${HOME}/Library/Caches/deno`;
  return `${XDG_CACHE_HOME || `${HOME}/.cache`}/deno`;
}
