/** Starts a control plane on loopback: etcd, the API server, then what works through it. */
import { fetchText } from "../../../lab/clients/fetch_json.ts";
import type { ManagedProcess } from "../../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../../lab/processes/process_group.ts";
import { waitUntil } from "../../../lab/processes/wait_until_ready.ts";
import { findProgram } from "../../support/find_program.ts";
import { type ApiAccess, toApiClient } from "../api/api_client.ts";
import { KWOK_LABEL } from "../api/labels.ts";
import {
  apiFlags,
  type ComponentOptions,
  controllerManagerFlags,
  etcdFlags,
  files,
  kwokFlags,
  schedulerConfig,
  schedulerFlags,
  toKubeconfig,
} from "./component_flags.ts";
import { toKwokStages } from "./kwok_stages.ts";
import { programs } from "./programs.ts";
import { makeSigningKey } from "./signing_key.ts";

/** Seconds until a component must be ready: the API server took 12 on a busy machine. */
const START_TIMEOUT_S = 120;

const LOOK_TIMEOUT_S = 2;

/** A control plane that runs. */
export interface ControlPlane {
  readonly access: ApiAccess;
  readonly etcd: ManagedProcess;
  /** All of them, etcd too. */
  readonly processes: readonly ManagedProcess[];
  /** Whether etcd answers. */
  readonly isStoreUp: () => Promise<boolean>;
  /** Pages of metrics that are read without the API client. */
  readonly etcdMetrics: string;
}

/** Starts all components. Throws `UnavailableError` for a missing program, an Error with the log of one that ends. */
export async function startControlPlane(
  { processes, signal, ...behaviour }:
    & Omit<ComponentOptions, "folder" | "ports">
    & { readonly processes: ProcessGroup; readonly signal: AbortSignal },
): Promise<ControlPlane> {
  // All are looked for before any is started.
  const paths = Object.fromEntries(
    Object.entries(programs).map(([name, program]) => [
      name,
      findProgram(program),
    ]),
  );
  const { folder } = processes;
  const options: ComponentOptions = {
    ...{ ...behaviour, folder },
    ports: {
      etcd: processes.freePort(),
      etcdPeer: processes.freePort(),
      api: processes.freePort(),
      scheduler: processes.freePort(),
      controllerManager: processes.freePort(),
      kwok: processes.freePort(),
    },
  };
  const token = crypto.randomUUID();
  await writeFiles(options, token);
  const started: ManagedProcess[] = [];
  const start = (name: keyof typeof programs, flags: readonly string[]) => {
    const process = processes.spawn(name, [paths[name] ?? name, ...flags]);
    started.push(process);
    return process;
  };
  const waitFor = (what: string, check: () => Promise<boolean>) =>
    waitUntil(check, {
      ...{ timeout: START_TIMEOUT_S, every: 0.1, signal, what },
      processes: started,
    });

  const etcd = start("etcd", etcdFlags(options));
  const etcdUrl = `http://127.0.0.1:${options.ports.etcd}`;
  const isStoreUp = async () =>
    /"true"/.test((await fetchText(`${etcdUrl}/health`))?.text ?? "");
  await waitFor("etcd", isStoreUp);

  start("kube-apiserver", apiFlags(options));
  const certificate = `${folder}/${files.apiCertificate}`;
  const readCertificate = () => Deno.readTextFile(certificate).catch(() => "");
  await waitFor(
    "the certificate of the API server",
    async () => /END CERTIFICATE/.test(await readCertificate()),
  );
  const access: ApiAccess = {
    server: `https://127.0.0.1:${options.ports.api}`,
    ...{ caCerts: [await readCertificate()], cert: "", key: "", token },
  };
  using client = toApiClient(access, () => {
    // Nothing of the start is recorded.
  });
  await waitFor("the API server", async () => {
    const limits = { timeout: LOOK_TIMEOUT_S, signal };
    return await client.text("/readyz", limits) === "ok";
  });

  start("kube-controller-manager", controllerManagerFlags(options));
  start("kube-scheduler", schedulerFlags(options));
  start("kwok", kwokFlags(options, `${KWOK_LABEL}=yes`));
  return {
    ...{ access, etcd, processes: started, isStoreUp },
    etcdMetrics: `${etcdUrl}/metrics`,
  };
}

async function writeFiles(
  options: ComponentOptions,
  token: string,
): Promise<void> {
  const write = (name: string, text: string) =>
    Deno.writeTextFile(`${options.folder}/${name}`, text, { mode: 0o600 });
  const { privateKey, publicKey } = await makeSigningKey();
  await write(files.tokens, `${token},loadline,loadline,"system:masters"\n`);
  await write(files.privateKey, privateKey);
  await write(files.publicKey, publicKey);
  const json = (value: unknown) => JSON.stringify(value, null, 2);
  await write(files.kubeconfig, json(toKubeconfig(options, token)));
  await write(files.scheduler, json(schedulerConfig(options)));
  await write(files.stages, toKwokStages());
}
