/** Writes a manifest of Kubernetes for workers: a job of pods, and a config map with the file that they run. */
import type { Distributed } from "./distributed.ts";
import {
  LOCUSTFILE,
  type MasterAddress,
  workerCommand,
} from "./worker_commands.ts";

/** Folder of the file in a pod. */
const FOLDER = "/loadline";

/** Seconds after its end when Kubernetes removes the job. */
const KEPT_S = 600;

export interface ManifestOptions {
  /** Name of both objects. */
  readonly name: string;
  readonly pods: NonNullable<Distributed["kubernetes"]>;
  readonly program: readonly string[];
  /** Text of the file that workers run. */
  readonly locustfile: string;
  readonly master: MasterAddress;
}

/** Returns the manifest as YAML. A pod that ends is not started again: its users would be missing meanwhile. */
export async function workerManifest(
  { name, pods, program, locustfile, master }: ManifestOptions,
): Promise<string> {
  // Imported on demand, as few runs need it.
  const { stringify } = await import("yaml");
  const metadata = {
    name,
    namespace: pods.namespace,
    labels: { "app.kubernetes.io/managed-by": "loadline" },
  };
  const command = workerCommand(program, `${FOLDER}/${LOCUSTFILE}`, master)
    // Kubernetes replaces `$(NAME)`, and `$$` by `$`.
    .map((word) => word.replaceAll("$", "$$$$"));
  const objects = [
    {
      ...{ apiVersion: "v1", kind: "ConfigMap", metadata },
      data: { [LOCUSTFILE]: locustfile },
    },
    {
      ...{ apiVersion: "batch/v1", kind: "Job", metadata },
      spec: {
        parallelism: pods.workers,
        completions: pods.workers,
        backoffLimit: 0,
        ttlSecondsAfterFinished: KEPT_S,
        template: {
          metadata: { labels: metadata.labels },
          spec: {
            restartPolicy: "Never",
            automountServiceAccountToken: false,
            containers: [{
              name: "worker",
              image: pods.image,
              command,
              // Locust uses one core.
              resources: { requests: { cpu: "1" } },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ["ALL"] },
              },
              volumeMounts: [
                { name: "locustfile", mountPath: FOLDER, readOnly: true },
              ],
            }],
            volumes: [{ name: "locustfile", configMap: { name } }],
          },
        },
      },
    },
  ];
  return objects.map((object) => stringify(object)).join("---\n");
}
