/** Command lines of the components of a control plane on loopback, and the files that they read. */

/** Where things are, and how the components behave. */
export interface ComponentOptions {
  /** Temporary folder of the run. */
  readonly folder: string;
  readonly ports: Readonly<Record<Port, number>>;
  /** Seconds without a sign of a node after which it is not ready, and nodes a second whose pods are then evicted. */
  readonly gracePeriod: number;
  readonly evictionRate: number;
  /** Requests a second of the controller manager, and of the scheduler; null for their own defaults. */
  readonly clientRate: number | null;
  /** Whether the API server limits what is in flight, as by default. */
  readonly flowControl: boolean;
}

export type Port =
  | "etcd"
  | "etcdPeer"
  | "api"
  | "scheduler"
  | "controllerManager"
  | "kwok";

/** Files in the folder of a run. */
export const files = {
  tokens: "tokens.csv",
  privateKey: "service-account.key",
  publicKey: "service-account.pub",
  kubeconfig: "kubeconfig.json",
  scheduler: "scheduler.json",
  stages: "stages.yaml",
  /** Written by the API server: its certificate, and that of the authority which it made for it. */
  apiCertificate: "api/apiserver.crt",
} as const;

const LOOPBACK = "127.0.0.1";

/** Nodes, each with a lease that is renewed four times in its time, as by the kubelet. */
const LEASE_S = 40;

export function etcdFlags({ folder, ports }: ComponentOptions): string[] {
  const client = `http://${LOOPBACK}:${ports.etcd}`;
  const peer = `http://${LOOPBACK}:${ports.etcdPeer}`;
  return [
    ...["--name", "etcd", "--data-dir", `${folder}/etcd`],
    ...["--listen-client-urls", client, "--advertise-client-urls", client],
    ...["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer],
    ...["--initial-cluster", `etcd=${peer}`],
    // Without it, writes are refused from 2 GB on.
    ...["--quota-backend-bytes", "8000000000"],
    ...["--logger", "zap", "--log-level", "warn"],
  ];
}

export function apiFlags(
  { folder, ports, flowControl }: ComponentOptions,
): string[] {
  return [
    `--etcd-servers=http://${LOOPBACK}:${ports.etcd}`,
    `--bind-address=${LOOPBACK}`,
    `--advertise-address=${LOOPBACK}`,
    `--secure-port=${ports.api}`,
    `--cert-dir=${folder}/api`,
    `--token-auth-file=${folder}/${files.tokens}`,
    "--anonymous-auth=false",
    "--authorization-mode=AlwaysAllow",
    "--service-cluster-ip-range=10.96.0.0/16",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${folder}/${files.publicKey}`,
    `--service-account-signing-key-file=${folder}/${files.privateKey}`,
    // Pods have no token of a service account.
    "--disable-admission-plugins=ServiceAccount",
    "--endpoint-reconciler-type=none",
    ...flowControl ? [] : [
      "--enable-priority-and-fairness=false",
      "--max-requests-inflight=0",
      "--max-mutating-requests-inflight=0",
    ],
  ];
}

export function controllerManagerFlags(
  { folder, ports, gracePeriod, evictionRate, clientRate }: ComponentOptions,
): string[] {
  return [
    `--kubeconfig=${folder}/${files.kubeconfig}`,
    `--bind-address=${LOOPBACK}`,
    `--secure-port=${ports.controllerManager}`,
    `--cert-dir=${folder}/controller-manager`,
    "--leader-elect=false",
    `--node-monitor-grace-period=${gracePeriod}s`,
    `--node-eviction-rate=${evictionRate}`,
    ...clientRate === null ? [] : [
      `--kube-api-qps=${clientRate}`,
      `--kube-api-burst=${clientRate}`,
    ],
  ];
}

export function schedulerFlags({ folder, ports }: ComponentOptions): string[] {
  return [
    `--config=${folder}/${files.scheduler}`,
    `--bind-address=${LOOPBACK}`,
    `--secure-port=${ports.scheduler}`,
    `--cert-dir=${folder}/scheduler`,
  ];
}

/** Returns the configuration of the scheduler; its flags for requests a second are going to be removed. */
export function schedulerConfig(
  { folder, clientRate }: ComponentOptions,
): unknown {
  return {
    apiVersion: "kubescheduler.config.k8s.io/v1",
    kind: "KubeSchedulerConfiguration",
    leaderElection: { leaderElect: false },
    clientConnection: {
      kubeconfig: `${folder}/${files.kubeconfig}`,
      ...clientRate !== null && { qps: clientRate, burst: clientRate },
    },
  };
}

export function kwokFlags(
  { folder, ports }: ComponentOptions,
  label: string,
): string[] {
  return [
    `--kubeconfig=${folder}/${files.kubeconfig}`,
    `--config=${folder}/${files.stages}`,
    "--manage-all-nodes=false",
    `--manage-nodes-with-label-selector=${label}`,
    `--node-lease-duration-seconds=${LEASE_S}`,
    `--server-address=${LOOPBACK}:${ports.kwok}`,
    "--v=WARN",
  ];
}

/** Returns the kubeconfig of the components, and of whoever wants to look on with kubectl. */
export function toKubeconfig(
  { folder, ports }: ComponentOptions,
  token: string,
): unknown {
  return {
    ...{ apiVersion: "v1", kind: "Config", "current-context": "loadline" },
    clusters: [{
      name: "loadline",
      cluster: {
        server: `https://${LOOPBACK}:${ports.api}`,
        "certificate-authority": `${folder}/${files.apiCertificate}`,
      },
    }],
    users: [{ name: "loadline", user: { token } }],
    contexts: [{
      name: "loadline",
      context: { cluster: "loadline", user: "loadline" },
    }],
  };
}
