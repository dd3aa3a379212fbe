/** MariaDB of a run. */
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

const debianPackage = "mariadb-server";

/** What must be installed. */
export const mariadbPrograms = [
  { names: ["mariadbd"], debianPackage },
  { names: ["mariadb-install-db"], debianPackage },
  { names: ["mariadb"], debianPackage: "mariadb-client" },
] as const;

const HOST = "127.0.0.1";

const USER = "loadline";

/** Time to start, and to recover after it was killed. */
const START_TIMEOUT_S = 120;

/** Starts a server with an empty data folder. Throws `UnavailableError` if it is not installed. */
export async function startMariadb(
  { processes, folder, maxConnections, settings, signal }: StartDatabaseOptions,
): Promise<DatabaseServer> {
  const [mariadbd, install, client] = mariadbPrograms.map(findProgram);
  if (!mariadbd || !install || !client) throw new TypeError("no program");
  const account = toServerAccount();
  const data = await makeDataFolder(folder, {
    ...{ name: "mariadb", account },
  });
  const password = drawPassword();
  const accounts = `${data}/accounts.sql`;
  const setUp = async () => {
    await runClient([
      ...[...account.prefix, install, "--no-defaults", `--datadir=${data}`],
      ...["--auth-root-authentication-method=normal", "--skip-test-db"],
      // The account of the server may not write to the TMPDIR of ours.
      `--tmpdir=${data}`,
    ], { what: "set up MariaDB" });
    // Run at every start: one statement a line.
    await Deno.writeTextFile(
      accounts,
      [
        `ALTER USER root@localhost IDENTIFIED BY '${password}';`,
        `CREATE USER IF NOT EXISTS ${USER}@'${HOST}' IDENTIFIED BY '${password}';`,
        `CREATE USER IF NOT EXISTS ${USER}@localhost IDENTIFIED BY '${password}';`,
        `GRANT ALL ON *.* TO ${USER}@'${HOST}';`,
        `GRANT ALL ON *.* TO ${USER}@localhost;`,
      ].join("\n") + "\n",
      { mode: 0o600 },
    );
    await account.own(accounts);
  };
  await setUp();
  const port = processes.freePort();
  const process = processes.spawn("mariadb", [
    ...[...account.prefix, mariadbd, "--no-defaults", `--datadir=${data}`],
    ...[`--bind-address=${HOST}`, `--port=${port}`],
    ...[`--socket=${data}/mariadb.sock`, `--pid-file=${data}/mariadb.pid`],
    ...[`--tmpdir=${data}`, `--init-file=${accounts}`],
    `--max-connections=${maxConnections}`,
    ...Object.entries(settings).map(([key, value]) => `--${key}=${value}`),
  ]);
  const query = (database: string, sql: string) =>
    runClient([
      ...[client, "--no-defaults", "-h", HOST, "-P", String(port)],
      ...["-u", USER, "--connect-timeout=5", "-N", "-B", "-e", sql, database],
    ], { what: "query MariaDB", env: { MYSQL_PWD: password } });
  const whenReady = (signal: AbortSignal) =>
    waitUntil(
      () => query("mysql", "SELECT 1").then(() => true, () => false),
      {
        ...{ timeout: START_TIMEOUT_S, every: 0.1, signal },
        what: "MariaDB",
        processes: [process],
      },
    );
  await whenReady(signal);
  return {
    kind: "mariadb",
    version: (await query("mysql", "SELECT VERSION()")).split("-")[0]!,
    ...{ host: HOST, port, user: USER, password, process, data },
    createDatabase: async (name) =>
      void await query("mysql", `CREATE DATABASE ${name}`),
    ...{ query, whenReady },
    async empty() {
      await emptyFolder(data);
      await setUp();
    },
  };
}
