/** Starts the workers of a distributed Locust, or says how they are started. */
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { shellLine } from "../../lab/processes/shell_quote.ts";
import { compileText, type TemplateValues } from "../../lab/plan/template.ts";
import { counted } from "../../record/mod.ts";
import type { Distributed } from "./distributed.ts";
import { toWorkerName } from "./worker_account.ts";
import {
  type MasterAddress,
  remoteCommand,
  WORKER_ENV_VAR,
  workerCommand,
} from "./worker_commands.ts";
import { workerManifest } from "./worker_manifest.ts";

export interface StartWorkersOptions {
  readonly processes: ProcessGroup;
  /** Path of the file that all workers run. */
  readonly file: string;
  readonly port: number;
  /** Working folder and environment of workers on this machine. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Values of placeholders. */
  readonly values: TemplateValues;
  /** Tells the user what to do. */
  readonly onNotice: (text: string) => void;
}

/** Returns the names of the workers that the lab starts. */
export function namesOf({ here, ssh }: Distributed): string[] {
  return Array.from({ length: here + ssh.length }, (_, i) => toWorkerName(i));
}

/** Starts workers here and by commands such as ssh; returns their processes on this machine, in the order of their names. */
export function startWorkers(
  distributed: Distributed,
  options: StartWorkersOptions,
): readonly ManagedProcess[] {
  const { here, ssh, program, address, bind } = distributed;
  const { processes, file, port, cwd, env, values } = options;
  // Of a master that listens at all addresses, the one of this machine.
  const near = bind === "*" || bind === "0.0.0.0" ? "127.0.0.1" : bind;
  const all = new Map([...values, ["master_port", port] as const]);
  return namesOf(distributed).map((name, i) => {
    if (i < here) {
      const master = { host: near, port };
      return processes.spawn(name, workerCommand(program, file, master), {
        cwd,
        env: { ...env, [WORKER_ENV_VAR]: name },
      });
    }
    const remote = (ssh[i - here] ?? []).map((word) => compileText(word)(all));
    const master = { host: address, port };
    return processes.spawn(
      name,
      remoteCommand(remote, { name, file, program, master }),
      { cwd },
    );
  });
}

/** Tells the user how the other workers are started, and whom the master listens to. */
export async function tellOfWorkers(
  distributed: Distributed,
  { processes, file, port, onNotice }: StartWorkersOptions,
): Promise<void> {
  const { by_hand, kubernetes, program, address } = distributed;
  const master: MasterAddress = { host: address, port };
  if (by_hand > 0) {
    onNotice(
      `Locust waits for ${
        counted(by_hand, "worker")
      } that you start; on another machine, copy the file there first:\n  ${
        shellLine(workerCommand(program, file, master))
      }`,
    );
  }
  if (kubernetes === null) return;
  // Names of objects have no capitals.
  const name = processes.run.toLowerCase();
  const path = `${file.slice(0, file.lastIndexOf("/"))}/workers.yaml`;
  const locustfile = await Deno.readTextFile(file);
  await Deno.writeTextFile(
    path,
    await workerManifest({
      name,
      pods: kubernetes,
      program,
      locustfile,
      master,
    }),
  );
  const { workers, namespace } = kubernetes;
  onNotice(
    `Locust waits for ${
      counted(workers, "worker")
    } on Kubernetes, which you start, and remove when the run is over:\n  ${
      shellLine(["kubectl", "apply", "--filename", path])
    }\n  kubectl --namespace ${namespace} delete job,configmap ${name}`,
  );
}
