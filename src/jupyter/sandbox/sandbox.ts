/** What keeps one kernel apart: a folder of its own, and a permission broker that it must ask. */
import { Broker } from "./permission_broker.ts";
import { denoCache } from "./deno_cache.ts";
import { noRegistries } from "./registries.ts";

/** Deno's own folder for `localStorage` and the like. */
const KEPT = "location_data";

const root = decodeURIComponent(new URL("../../../", import.meta.url).pathname);

/**
 * A sandbox for one kernel; close it when the kernel is gone.
 *
 * The kernel may do what `permissions.ts` says, knows none of our environment variables but the path of programs, finds
 * no package outside the lock file, and what web storage keeps is removed with it.
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

  /** Makes the sandbox of a kernel that is to run in the folder `cwd`. Throws as `Broker.start`. */
  static async make(cwd: string): Promise<Sandbox> {
    const cache = denoCache();
    const folder = await Deno.makeTempDir({ prefix: "loadline-kernel-" });
    await using stack = new AsyncDisposableStack();
    stack.defer(() => removeFolder(folder));
    const denoFolder = `${folder}/deno`;
    await linkCaches(cache, denoFolder);
    const socket = `${folder}/broker.sock`;
    const readable = await Promise.all(
      [root, cwd, cache, denoFolder].map(realPath),
    );
    const broker = await Broker.start({ folder, socket, readable });
    stack.move();
    return new Sandbox(folder, broker, {
      ...noRegistries,
      PATH: Deno.env.get("PATH") ?? "",
      DENO_DIR: denoFolder,
      DENO_PERMISSION_BROKER_PATH: socket,
    });
  }

  /** Which `host:port` the kernel may listen on or connect to from now on; connections that stand are kept. */
  setAddresses(addresses: readonly string[]): Promise<void> {
    return this.#broker.setAddresses(addresses);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#broker[Symbol.asyncDispose]();
    await removeFolder(this.#folder);
  }
}

/** Makes a `DENO_DIR` that shares the caches of another, but not what web storage keeps. */
async function linkCaches(cache: string, folder: string): Promise<void> {
  await Deno.mkdir(folder);
  for (const name of await list(cache)) {
    // A database's journal belongs beside the file that its link leads to.
    if (name === KEPT || /-(wal|shm|journal)$/.test(name)) continue;
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

/** A folder's real path, or the path itself when it is not there. */
async function realPath(path: string): Promise<string> {
  return await Deno.realPath(path).catch(() => path);
}

async function removeFolder(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    // The broker was first.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
