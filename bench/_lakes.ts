/** DuckLakes of a benchmark: catalogues in one PostgreSQL of its own, tables in its folder. */
import { ProcessGroup } from "../src/lab/processes/process_group.ts";
import { DATA_SETTING } from "../src/store/lake/attach_lake.ts";
import { EXTENSIONS_SETTING } from "../src/store/lake/extensions.ts";
import { loadStore } from "../src/store/mod.ts";
import { startDatabase } from "../src/systems/databases/start_database.ts";
import type { Program } from "./_measure.ts";

/** What must be there. */
export const lakePrograms: readonly Program[] = [
  {
    probe: ["sh", "-c", "command -v postgres || ls /usr/lib/postgresql/*/bin"],
    package: "postgresql",
  },
  {
    probe: ["sh", "-c", `test -e "$${EXTENSIONS_SETTING}"`],
    package: `DuckDB's extensions: ${EXTENSIONS_SETTING} names their folder`,
  },
];

/** More than the connections of all writers. */
const MAX_CONNECTIONS = 200;

/** A server with any number of DuckLakes; dispose of it to end it. */
export interface Lakes extends AsyncDisposable {
  /** Makes a DuckLake without runs; returns its address. */
  make(): Promise<string>;
}

/** Starts the server. Its password is in the environment of this process and its children. */
export async function startLakes(folder: string): Promise<Lakes> {
  await using stack = new AsyncDisposableStack();
  const processes = stack.use(await ProcessGroup.create());
  const server = await startDatabase("postgresql", {
    ...{ processes, maxConnections: MAX_CONNECTIONS, settings: {} },
    folder: processes.folder,
    signal: new AbortController().signal,
  });
  const { host, port, user, password } = server;
  Deno.env.set("PGPASSWORD", password);
  const owned = stack.move();
  let made = 0;
  return {
    async make() {
      const name = `lake_${String.fromCharCode(97 + made++)}`;
      await server.createDatabase(name);
      const lake =
        `ducklake:postgres:dbname=${name} host=${host} port=${port} user=${user}`;
      const nothing = `${folder}/nothing`;
      await Deno.mkdir(nothing, { recursive: true });
      Deno.env.set(DATA_SETTING, `${folder}/${name}/`);
      await loadStore(nothing, lake);
      // From now on the catalogue knows it.
      Deno.env.delete(DATA_SETTING);
      return lake;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
