/** PostgreSQL of a run. */
import { quoteWord } from "../../lab/processes/shell_quote.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import { findProgram } from "../support/find_program.ts";
import type {
  DatabaseServer,
  StartDatabaseOptions,
} from "./database_server.ts";
import { drawPassword, runClient } from "./run_client.ts";
import {
  emptyFolder,
  makeDataFolder,
  toServerAccount,
} from "./server_account.ts";

const debianPackage = "postgresql";

/** What must be installed. */
export const postgresqlPrograms = [
  { names: ["postgres"], debianPackage },
  { names: ["initdb"], debianPackage },
  { names: ["psql"], debianPackage: "postgresql-client" },
] as const;

const HOST = "127.0.0.1";

const USER = "loadline";

/** Time to start, and to recover after it was killed. */
const START_TIMEOUT_S = 120;

/** Starts a server with an empty data folder. Throws `UnavailableError` if it is not installed. */
export async function startPostgresql(
  { processes, folder, maxConnections, settings, signal }: StartDatabaseOptions,
): Promise<DatabaseServer> {
  const [postgres, initdb, psql] = postgresqlPrograms.map(findProgram);
  if (!postgres || !initdb || !psql) throw new TypeError("no program");
  const account = toServerAccount();
  const data = await makeDataFolder(folder, {
    ...{ name: "postgresql", account },
  });
  const password = drawPassword();
  const setUp = async () => {
    const passwordFile = `${processes.folder}/postgresql.password`;
    await Deno.writeTextFile(passwordFile, password, { mode: 0o600 });
    await account.own(passwordFile);
    await runClient([
      ...[...account.prefix, initdb, "-D", data, "-U", USER],
      ...["-A", "scram-sha-256", `--pwfile=${passwordFile}`],
      ...["-E", "UTF8", "--no-locale", "--no-sync"],
    ], { what: "set up PostgreSQL" });
    await Deno.remove(passwordFile);
  };
  await setUp();
  await processes.addCleanupCommand(endChildren(data));
  await processes.addCleanupCommand(freeSegment(data));
  const port = processes.freePort();
  const process = processes.spawn("postgresql", [
    ...[...account.prefix, postgres, "-D", data, "-p", String(port)],
    ...["-k", data],
    ...toOptions({
      listen_addresses: HOST,
      max_connections: String(maxConnections),
      // In files of its folder, so that nothing is left of a killed one.
      dynamic_shared_memory_type: "mmap",
      ...settings,
    }),
  ], { stopSignal: "SIGINT" });
  const query = (database: string, sql: string) =>
    runClient([
      ...[psql, "-X", "-q", "-A", "-t", "-F", "\t"],
      ...["-v", "ON_ERROR_STOP=1", "-h", HOST, "-p", String(port)],
      ...["-U", USER, "-d", database, "-c", sql],
    ], {
      what: "query PostgreSQL",
      env: { PGPASSWORD: password, PGCONNECT_TIMEOUT: "5" },
    });
  const whenReady = (signal: AbortSignal) =>
    waitUntil(
      () => query("postgres", "SELECT 1").then(() => true, () => false),
      {
        ...{ timeout: START_TIMEOUT_S, every: 0.1, signal },
        what: "PostgreSQL",
        processes: [process],
      },
    );
  await whenReady(signal);
  return {
    kind: "postgresql",
    version: (await query("postgres", "SHOW server_version")).split(" ")[0]!,
    ...{ host: HOST, port, user: USER, password, process, data },
    createDatabase: async (name) =>
      void await query("postgres", `CREATE DATABASE ${name}`),
    ...{ query, whenReady },
    async empty() {
      await runClient(["sh", "-c", `${freeSegment(data)}; true`], {
        what: "free the memory of PostgreSQL",
      });
      await emptyFolder(data);
      await setUp();
    },
  };
}

function toOptions(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([key, value]) => [
    "-c",
    `${key}=${value}`,
  ]);
}

/**
 * Returns the command that ends what is left of a killed server: its processes end by themselves, but not while they stand
 * still. They have groups of their own, and no environment that could be read; all of them are in the folder of the data.
 */
function endChildren(data: string): string {
  const folder = quoteWord(data);
  return `for process in /proc/[0-9]*; do [ "$(readlink "$process/cwd" 2>/dev/null)" = ${folder} ] && kill -s KILL "\${process#/proc/}"; done`;
}

/**
 * Returns the command that frees the small segment of shared memory that a killed server leaves: the seventh line of its
 * pid file has key and id of it.
 */
function freeSegment(data: string): string {
  const file = quoteWord(`${data}/postmaster.pid`);
  return `[ -f ${file} ] && ipcrm -m "$(sed -n 7p ${file} | tr -s ' ' | sed 's/^ //' | cut -d' ' -f2)"`;
}
