/** Making Jupyter know the kernel. */

export interface KernelspecOptions {
  /** Where to install, as `jupyter kernelspec install --prefix` has it; default the user's own Jupyter data. */
  readonly prefix?: string | null;
  /** Name that notebooks call the kernel by; default `loadline`, which the committed ones do. `deno` is the user's own. */
  readonly name?: string;
  /** Path of the Deno to run; default the one that runs this. */
  readonly deno?: string;
}

/**
 * Writes a kernelspec for the Deno that runs this, and returns its folder. A Deno that npx keeps in its cache is called
 * through npx, as the cache may be cleared.
 */
export async function installKernelspec(
  { prefix = null, name = "loadline", deno = Deno.execPath() }:
    KernelspecOptions = {},
): Promise<string> {
  const data = prefix === null ? jupyterData() : `${prefix}/share/jupyter`;
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

/** Jupyter's folder of user data: https://docs.jupyter.org/en/latest/use/jupyter-directories.html. */
function jupyterData(): string {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  const named = Deno.env.get("JUPYTER_DATA_DIR");
  if (named) return named;
  if (Deno.build.os === "darwin") return `${home}/Library/Jupyter`;
  if (Deno.build.os === "windows") {
    return `${Deno.env.get("APPDATA") ?? home}/jupyter`;
  }
  const share = Deno.env.get("XDG_DATA_HOME") || `${home}/.local/share`;
  return `${share}/jupyter`;
}
