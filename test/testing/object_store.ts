/** S3-compatible storage in a temporary folder, on loopback: rclone's server, which keeps each object as a file. */
import { TcpProxy } from "../../src/lab/network/tcp_proxy.ts";
import { freePort } from "./free_port.ts";
import { until } from "./processes.ts";
import { findProgram } from "./programs.ts";

const hostname = "127.0.0.1";

/** rclone, if it has `serve s3`: since 1.65, which is newer than Debian's. */
const rclone = await findRclone();

async function findRclone(): Promise<string | null> {
  const path = Deno.env.get("LOADLINE_RCLONE") || findProgram("rclone");
  if (path === null) return null;
  const found = await new Deno.Command(path, {
    args: ["serve", "s3", "--help"],
    stdout: "null",
    stderr: "null",
  }).output().catch(() => null);
  return found?.success ? path : null;
}

/** For a test that needs storage: skipped, with the way to get it. */
export const needsObjectStore = {
  missing: rclone === null,
  name: "(needs LOADLINE_RCLONE, a program of scripts/fetch_rclone.sh)",
} as const;

/** Storage with the bucket `lab`; dispose of it to end it and remove its objects. */
export class ObjectStore implements AsyncDisposable {
  readonly #folder: string;
  readonly #port: number;
  readonly #credentials = [crypto.randomUUID(), crypto.randomUUID()] as const;
  /** In front of the server, so that it can be slow. */
  readonly link: TcpProxy;
  #child: Deno.ChildProcess | null = null;

  private constructor(folder: string, port: number, link: TcpProxy) {
    this.#folder = folder;
    this.#port = port;
    this.link = link;
  }

  /** Makes storage that is not started yet. */
  static async make(): Promise<ObjectStore> {
    const folder = await Deno.makeTempDir({ prefix: "loadline-objects-" });
    await Deno.mkdir(`${folder}/objects/lab`, { recursive: true });
    const port = freePort();
    return new ObjectStore(
      folder,
      port,
      await TcpProxy.listen({ hostname, port }),
    );
  }

  /** Environment variables of those who may use it. */
  get settings(): Readonly<Record<string, string>> {
    const [keyId, key] = this.#credentials;
    return {
      AWS_ACCESS_KEY_ID: keyId,
      AWS_SECRET_ACCESS_KEY: key,
      AWS_ENDPOINT_URL_S3: `http://${hostname}:${this.link.port}`,
    };
  }

  /** Paths of the objects, from their bucket on. */
  async objects(): Promise<string[]> {
    const found: string[] = [];
    const list = async (below: string) => {
      for await (
        const { name, isDirectory } of Deno.readDir(
          `${this.#folder}/objects/${below}`,
        )
      ) {
        if (isDirectory) await list(`${below}${name}/`);
        else found.push(below + name);
      }
    };
    await list("");
    return found.sort();
  }

  /** Starts the server, and waits until it answers. */
  async start(): Promise<void> {
    this.#child = new Deno.Command(rclone ?? "rclone", {
      args: [
        ...["serve", "s3", `${this.#folder}/objects`, "--config", ""],
        ...["--addr", `${hostname}:${this.#port}`],
      ],
      // A list, as a line of CSV.
      env: { RCLONE_AUTH_KEY: `"${this.#credentials.join(",")}"` },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await until(
      "rclone listens",
      () =>
        Deno.connect({ hostname, port: this.#port }).then((connection) => {
          connection.close();
          return true;
        }, () => false),
    );
  }

  /** Ends the server at once, as a crash of its machine would. */
  async kill(): Promise<void> {
    try {
      this.#child?.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.#child?.status;
    this.#child = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.link[Symbol.asyncDispose]();
    await Deno.remove(this.#folder, { recursive: true });
  }
}
