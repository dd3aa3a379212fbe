/** The folder of one kernel, gone when the kernel is. */

/** Where a kernel keeps what it must not share. */
export interface KernelFolder {
  readonly path: string;
  /** Its `DENO_DIR`: the caches of ours, but a place of its own for what web storage keeps. */
  readonly denoFolder: string;
  /** Where its permission broker listens. */
  readonly socket: string;
}

/** Deno's own folder for `localStorage` and the like. */
const KEPT = "location_data";

/** Makes the folder of a kernel. `cache` is the `DENO_DIR` whose caches it uses; they need not be there yet. */
export async function makeKernelFolder(cache: string): Promise<KernelFolder> {
  const path = await Deno.makeTempDir({ prefix: "loadline-kernel-" });
  const denoFolder = `${path}/deno`;
  await Deno.mkdir(denoFolder);
  for (const name of await list(cache)) {
    if (name === KEPT) continue;
    await Deno.symlink(`${cache}/${name}`, `${denoFolder}/${name}`);
  }
  return { path, denoFolder, socket: `${path}/broker.sock` };
}

async function list(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder)))
      // A database's journal belongs beside the file that its link leads to.
      .map(({ name }) => name).filter((name) =>
        !/-(wal|shm|journal)$/.test(name)
      );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
