/** The command lines of the user's own ssh client, which keeps to the user's own configuration. */
import { runProgram } from "../processes/run_program.ts";
import { UnavailableError } from "../processes/unavailable.ts";

/** A machine as the user's ssh client finds it. */
export interface SshTarget {
  /** Alias of the configuration, name or address of the host, perhaps behind `user@`. */
  readonly host: string;
  /** File of another configuration; empty for the user's own. */
  readonly config: string;
}

/** Seconds without a sign of life after which the client takes the connection for cut. */
const CUT_AFTER_S = 15;

/** Seconds for the client to read its configuration, which may run programs and ask for names. */
const CONFIG_TIMEOUT_S = 15;

/** What a connection to an agent needs, whatever the configuration says of the host. */
const options: readonly string[] = [
  // Nobody is there to type a password, and none may be in a file.
  "BatchMode=yes",
  "ConnectTimeout=10",
  `ServerAliveInterval=${CUT_AFTER_S / 3}`,
  "ServerAliveCountMax=3",
  // A client that becomes the master of others would outlive the run.
  "ControlMaster=no",
  "ClearAllForwardings=yes",
  "PermitLocalCommand=no",
  "RemoteCommand=none",
  // Tells why a connection that stood has ended.
  "LogLevel=INFO",
];

/** Returns the command line that runs a command on another machine, without a terminal, agent and display. */
export function sshCommand(
  { host, config }: SshTarget,
  command: string,
): string[] {
  return [
    ...["ssh", "-T", "-a", "-x", ...toConfig(config)],
    ...options.flatMap((option) => ["-o", option]),
    ...["--", host, command],
  ];
}

/**
 * Returns the name or address that the configuration has for a host; it sends nothing. Throws `UnavailableError` if ssh is
 * not installed, an Error if it refuses its configuration.
 */
export async function readHostName(
  { host, config }: SshTarget,
): Promise<string> {
  const result = await runProgram(
    ["ssh", "-G", ...toConfig(config), "--", host],
    { timeout: CONFIG_TIMEOUT_S },
  );
  if (result === null) throw new UnavailableError(missingSsh(host));
  const name = /^hostname (\S+)$/m.exec(result.stdout)?.[1] ?? "";
  if (result.code === 0 && name !== "") return name;
  throw new Error(
    `Cannot find ${host} as ssh says: ${
      result.stderr.trim().split("\n").at(-1) ||
      `nothing, with code ${result.code}`
    }`,
  );
}

/** Says how to get ssh, in one line. */
export function missingSsh(host: string): string {
  return `Cannot reach ${host} as ssh is not installed: apt-get install openssh-client`;
}

function toConfig(config: string): string[] {
  return config === "" ? [] : ["-F", config];
}
