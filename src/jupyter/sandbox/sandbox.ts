/** Isolates a kernel: with a private folder and a permission broker. */
import { Broker } from "./permission_broker.ts";
import { denoCache } from "./deno_cache.ts";
import { findProject, PACKAGES } from "./project.ts";
import { offlineRegistries } from "./registries.ts";

/** Deno's folder of web storage, such as `localStorage`. */
const WEB_STORAGE_FOLDER = "location_data";

/**
 * Sandbox of one kernel; close it after the kernel has ended.
 *
 * The kernel has the permissions of `permissions.ts`, of this process's environment only `PATH`, and no packages
 * outside the lock file; its web storage is removed with the sandbox.
 */
export class Sandbox implements AsyncDisposable {
  /** All environment variables of the kernel. */
  readonly env: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #broker: Broker;

  private constructor(
    folder: string,
    broker: Broker,
    env: Readonly<Record<string, string>>,
  ) {
    this.#folder = folder;
    this.#broker = broker;
    this.env = env;
  }

  /** Makes a sandbox for a kernel in the folder `cwd`. Throws the errors of `Broker.start`. */
  static async make(cwd: string): Promise<Sandbox> {
    const cache = denoCache();
    const folder = await Deno.makeTempDir({ prefix: "loadline-kernel-" });
    await using stack = new AsyncDisposableStack();
    stack.defer(() => removeFolder(folder));
    const denoFolder = `${folder}/deno`;
    await linkCaches(cache, denoFolder);
    const socket = `${folder}/broker.sock`;
    const readable = await Promise.all(
      [PACKAGES, findProject(cwd), cwd, cache, denoFolder].map(realPath),
    );
    const broker = await Broker.start({ folder, socket, readable });
    stack.move();
    return new Sandbox(folder, broker, {
      ...offlineRegistries,
      PATH: Deno.env.get("PATH") ?? "",
      DENO_DIR: denoFolder,
      DENO_PERMISSION_BROKER_PATH: socket,
    });
  }

  /** Replaces the set of `host:port` that the kernel may listen on or connect to; open connections are kept. */
  setAddresses(addresses: readonly string[]): Promise<void> {
    return this.#broker.setAddresses(addresses);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#broker[Symbol.asyncDispose]();
    await removeFolder(this.#folder);
  }
}

/** Makes a `DENO_DIR` that shares the caches of another, but not its web storage. */
async function linkCaches(cache: string, folder: string): Promise<void> {
  await Deno.mkdir(folder);
  for (const name of await list(cache)) {
    // A database's journal belongs beside the target of the link.
    if (name === WEB_STORAGE_FOLDER || /-(wal|shm|journal)$/.test(name)) {
      continue;
    }
    await Deno.symlink(`${cache}/${name}`, `${folder}/${name}`);
  }
}

async function list(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) =>
      name
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Returns a folder's real path, or the path itself if it does not exist. */
async function realPath(path: string): Promise<string> {
  return await Deno.realPath(path).catch(() => path);
}

async function removeFolder(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    // The broker has already removed it.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
