/** Installs the kernel in Jupyter. */

export interface KernelspecOptions {
  /** Prefix as of `jupyter kernelspec install --prefix`; default the user's Jupyter data folder. */
  readonly prefix?: string | null;
  /**
   * Kernel name in notebooks; default `loadline`, as in the committed ones. `deno` is left to the user's own kernel.
   */
  readonly name?: string;
  /** Path of the Deno executable; default the running one. */
  readonly deno?: string;
}

/**
 * Writes a kernelspec and returns its folder. A Deno in npx's cache is started through npx, as the cache may be
 * cleared.
 */
export async function installKernelspec(
  { prefix = null, name = "loadline", deno = Deno.execPath() }:
    KernelspecOptions = {},
): Promise<string> {
  const data = prefix === null
    ? jupyterDataFolder()
    : `${prefix}/share/jupyter`;
  const folder = `${data}/kernels/${name}`;
  const spec = {
    argv: [
      ...(/[/\\]_npx[/\\]/.test(deno)
        ? ["npx", "-y", `deno@${Deno.version.deno}`]
        : [deno]),
      "jupyter",
      "--kernel",
      "--conn",
      "{connection_file}",
    ],
    display_name: "Loadline (Deno)",
    language: "typescript",
  };
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(
    `${folder}/kernel.json`,
    JSON.stringify(spec, null, 2) + "\n",
  );
  return folder;
}

/** Returns Jupyter's user data folder: https://docs.jupyter.org/en/latest/use/jupyter-directories.html. */
function jupyterDataFolder(): string {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  const override = Deno.env.get("JUPYTER_DATA_DIR");
  if (override) return override;
  if (Deno.build.os === "darwin") return `${home}/Library/Jupyter`;
  if (Deno.build.os === "windows") {
    return `${Deno.env.get("APPDATA") ?? home}/jupyter`;
  }
  const share = Deno.env.get("XDG_DATA_HOME") || `${home}/.local/share`;
  return `${share}/jupyter`;
}
