/** An sshd of ours on loopback, which stands for other machines. */
import { basename, dirname } from "node:path";
import { processTree } from "../../src/lab/processes/process_tree.ts";
import { runProgram } from "../../src/lab/processes/run_program.ts";
import { freePort } from "./free_port.ts";
import { findProgram } from "./programs.ts";
import { until } from "./processes.ts";

/** sshd must be called by its whole path, which is rarely on PATH. */
const sshd = findProgram("sshd") ?? findIn("/usr/sbin/sshd");

/** For a test that needs sshd: skipped, with its name, if it is not installed. */
export const needsSshd = {
  missing: sshd === null || findProgram("ssh") === null,
  name: "(openssh-server, openssh-client)",
} as const;

/** A running sshd. */
export interface Sshd extends AsyncDisposable {
  readonly port: number;
  /** Configuration of clients: the hosts `far-1` to `far-3` are this sshd. */
  readonly config: string;
  /** Writes another one, whose hosts are reached at another port; returns its path. */
  configFor(port: number): Promise<string>;
}

/** Where sshd runs. */
interface SshdPlace {
  /** Address at which it listens. @default {"127.0.0.1"} */
  readonly hostname?: string;
  /** Makes the command line that runs a command there. @default {unchanged} */
  readonly wrap?: (command: readonly string[]) => readonly string[];
}

/**
 * Starts sshd as the user of the test, who logs in by a key that was made for the test. Keys and configuration are in
 * `folder`.
 */
export async function startSshd(
  folder: string,
  { hostname = "127.0.0.1", wrap = (command) => command }: SshdPlace = {},
): Promise<Sshd> {
  for (const key of ["host_key", "key"]) {
    await mustRun(
      ...["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f"],
      `${folder}/${key}`,
    );
  }
  await Deno.copyFile(`${folder}/key.pub`, `${folder}/authorized_keys`);
  // An sshd of root asks for this empty folder, which the service of the system makes in a container without services.
  if (Deno.uid() === 0) await Deno.mkdir("/run/sshd", { recursive: true });
  const port = freePort();
  await Deno.writeTextFile(
    `${folder}/sshd.conf`,
    [
      ...[`Port ${port}`, `ListenAddress ${hostname}`, "PidFile none"],
      ...[`HostKey ${folder}/host_key`, "UsePAM no", "StrictModes no"],
      ...[`AuthorizedKeysFile ${folder}/authorized_keys`],
      ...["PasswordAuthentication no", "KbdInteractiveAuthentication no"],
      ...["PermitRootLogin prohibit-password", "MaxStartups 100"],
      `SetEnv PATH=${dirname(Deno.execPath())}:/usr/local/bin:/usr/bin:/bin`,
    ].join("\n"),
  );
  const [program = "", ...args] = wrap([
    ...[sshd ?? "", "-D", "-e", "-f", `${folder}/sshd.conf`],
  ]);
  const child = new Deno.Command(program, {
    args,
    ...{ stdin: "null", stdout: "null", stderr: "null" },
  }).spawn();
  const configFor = async (at: number) => {
    const [type, key] = (await Deno.readTextFile(`${folder}/host_key.pub`))
      .split(" ");
    const known = `${folder}/known_hosts_${at}`;
    await Deno.writeTextFile(known, `[${hostname}]:${at} ${type} ${key}\n`);
    const path = `${folder}/client_${at}.conf`;
    await Deno.writeTextFile(
      path,
      [
        ...["Host far-1 far-2 far-3", `HostName ${hostname}`, `Port ${at}`],
        ...[`IdentityFile ${folder}/key`, "IdentitiesOnly yes"],
        ...[`UserKnownHostsFile ${known}`, "StrictHostKeyChecking yes"],
      ].join("\n"),
    );
    return path;
  };
  await until(
    "sshd listens",
    () =>
      Deno.connect({ hostname, port }).then((connection) => {
        connection.close();
        return true;
      }, () => false),
  );
  return {
    port,
    config: await configFor(port),
    configFor,
    async [Symbol.asyncDispose]() {
      // Of a connection that was cut, sshd would wait for hours.
      for (const pid of processTree(child.pid).reverse()) {
        try {
          Deno.kill(pid, "SIGKILL");
        } catch {
          // It has ended.
        }
      }
      await child.status;
    },
  };
}

/** Returns the processes with a text in their command line, or environment: their pids. */
export async function findProcesses(
  text: string,
  file: "cmdline" | "environ",
): Promise<number[]> {
  const found = await Promise.all(
    Array.from(Deno.readDirSync("/proc"), async ({ name }) => {
      if (!/^\d+$/.test(name)) return [];
      const read = await Deno.readTextFile(`/proc/${name}/${file}`)
        .catch(() => "");
      return read.includes(text) ? [Number(name)] : [];
    }),
  );
  return found.flat();
}

async function mustRun(...command: string[]): Promise<void> {
  const result = await runProgram(command);
  if (result?.code === 0) return;
  throw new Error(`${basename(command[0] ?? "")}: ${result?.stderr}`);
}

function findIn(path: string): string | null {
  try {
    return Deno.statSync(path).isFile ? path : null;
  } catch {
    return null;
  }
}
