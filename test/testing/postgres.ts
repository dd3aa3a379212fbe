/** A PostgreSQL in a temporary folder, reached by a socket in it. */
import { processTree } from "../../src/lab/processes/process_tree.ts";
import { until } from "./processes.ts";
import { findProgram } from "./programs.ts";

/** Debian keeps the server's programs out of PATH. */
function findServer(name: string): string | null {
  const found = findProgram(name);
  if (found !== null) return found;
  const root = "/usr/lib/postgresql";
  try {
    const [version] = [...Deno.readDirSync(root)].map(({ name }) => name)
      .sort((a, b) => Number(b) - Number(a));
    const path = `${root}/${version}/bin/${name}`;
    return Deno.statSync(path).isFile ? path : null;
  } catch {
    return null;
  }
}

const programs = {
  initdb: findServer("initdb"),
  postgres: findServer("postgres"),
};

/** For a test that needs PostgreSQL: skipped, with its name, if it is not installed. */
export const needsPostgres = {
  missing: programs.initdb === null || programs.postgres === null,
  name: "(needs the package postgresql)",
} as const;

/** The server, as which root may not run it. */
const NOBODY = 65534;

/** A running PostgreSQL; dispose of it to end it and remove its data. */
export class Postgres implements AsyncDisposable {
  readonly #folder: string;
  #child: Deno.ChildProcess | null = null;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async start(): Promise<Postgres> {
    const folder = await Deno.makeTempDir({ prefix: "loadline-postgres-" });
    const server = new Postgres(folder);
    if (Deno.uid() === 0) await Deno.chown(folder, NOBODY, NOBODY);
    const { success, stderr } = await server.#command("initdb", [
      ...["-D", `${folder}/data`, "-U", "loadline", "-A", "trust"],
      ...["--no-sync", "-E", "UTF8", "--locale=C"],
    ]).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    await server.restart();
    return server;
  }

  /** Parameters of libpq. */
  get address(): string {
    return `dbname=postgres user=loadline host=${this.#folder}`;
  }

  /** Starts the server, and waits until it answers. */
  async restart(): Promise<void> {
    const child = this.#command("postgres", [
      ...["-D", `${this.#folder}/data`, "-k", this.#folder],
      ...["-c", "listen_addresses=", "-c", "fsync=off"],
    ]).spawn();
    this.#child = child;
    // It takes connections before it answers them; the last line of its pid file tells that it does.
    await until("PostgreSQL is ready", async () => {
      const text = await Deno.readTextFile(this.#pidFile).catch(() => "");
      const lines = text.trimEnd().split("\n").map((line) => line.trim());
      return lines[0] === String(child.pid) && lines.at(-1) === "ready";
    });
  }

  get #pidFile(): string {
    return `${this.#folder}/data/postmaster.pid`;
  }

  /** Ends the server at once, as a crash of its machine would. */
  async kill(): Promise<void> {
    const own = this.#child === null ? [] : processTree(this.#child.pid);
    this.#child?.kill("SIGKILL");
    await this.#child?.status;
    this.#child = null;
    // Its own processes notice, and end: none may have its memory when it starts again.
    await until(
      "all processes of PostgreSQL have ended",
      () => own.every((pid) => processTree(pid).length === 0),
    );
    await Deno.remove(this.#pidFile).catch(() => {});
  }

  #command(name: keyof typeof programs, args: string[]): Deno.Command {
    const isRoot = Deno.uid() === 0;
    return new Deno.Command(programs[name] ?? name, {
      args,
      cwd: this.#folder,
      stdin: "null",
      stdout: "null",
      stderr: name === "initdb" ? "piped" : "null",
      ...isRoot ? { uid: NOBODY, gid: NOBODY } : {},
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child !== null) {
      this.#child.kill("SIGINT");
      await this.#child.status;
    }
    await Deno.remove(this.#folder, { recursive: true });
  }
}
