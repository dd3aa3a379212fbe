/** A PostgreSQL in a temporary folder, reached by a socket in it. */
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
    const { postgres } = programs;
    this.#child = this.#command("postgres", [
      ...["-D", `${this.#folder}/data`, "-k", this.#folder],
      ...["-c", "listen_addresses=", "-c", "fsync=off"],
    ]).spawn();
    // A local connection tells that it is ready; its protocol is left to DuckDB.
    for (let i = 0; i < 200 && postgres !== null; i++) {
      try {
        (await Deno.connect({
          transport: "unix",
          path: `${this.#folder}/.s.PGSQL.5432`,
        })).close();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error("PostgreSQL did not start");
  }

  /** Ends the server at once, as a crash of its machine would. */
  async kill(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#child?.status;
    this.#child = null;
    // Its own processes notice, and end.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await Deno.remove(`${this.#folder}/data/postmaster.pid`).catch(() => {});
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
