/** Applications and tasks as objects of the API. */
import type { AppSpec } from "../platform/platform.ts";
import {
  APP_LABEL,
  CRASH_ANNOTATION,
  ownLabels,
  TASK_LABEL,
} from "./api/labels.ts";

const MIB = 2 ** 20;

/** Memory and disk of a task, as Fezzik had them. */
const TASK_SPEC = { memory: 64 * MIB, disk: 64 * MIB } as const;

/** What the pods of a run have in common. */
export interface PodOptions {
  readonly image: string;
  /** Seconds that pods stay on a node that is not heard of. */
  readonly toleration: number;
}

export function toNamespace(name: string): unknown {
  return {
    ...{ apiVersion: "v1", kind: "Namespace" },
    metadata: { name, labels: ownLabels },
  };
}

/** Returns a Deployment with all instances of an application. */
export function toDeployment(app: AppSpec, options: PodOptions): unknown {
  const labels = { ...ownLabels, [APP_LABEL]: app.name };
  return {
    ...{ apiVersion: "apps/v1", kind: "Deployment" },
    metadata: { name: app.name, labels },
    spec: {
      replicas: app.instances,
      selector: { matchLabels: { [APP_LABEL]: app.name } },
      template: {
        metadata: {
          labels,
          annotations: app.crashAfter === null
            ? {}
            : { [CRASH_ANNOTATION]: `${app.crashAfter}s` },
        },
        spec: toPodSpec(app, toScript(app), options),
      },
    },
  };
}

/** Returns a Job that is run once. */
export function toJob(name: string, options: PodOptions): unknown {
  const labels = { ...ownLabels, [TASK_LABEL]: name };
  return {
    ...{ apiVersion: "batch/v1", kind: "Job" },
    metadata: { name, labels },
    spec: {
      backoffLimit: 0,
      template: {
        metadata: { labels },
        spec: {
          ...toPodSpec(TASK_SPEC, "echo done", options),
          restartPolicy: "Never",
        },
      },
    },
  };
}

/** What an instance does, where it is a real container: it logs, and may crash. */
function toScript(
  { logRate, crashAfter }: Pick<AppSpec, "logRate" | "crashAfter">,
): string {
  const log = logRate > 0
    ? `while true; do echo line; sleep ${
      Number((1 / logRate).toFixed(3))
    }; done & `
    : "";
  return crashAfter === null
    ? `${log}while true; do sleep 3600; done`
    : `${log}sleep ${crashAfter}; exit 1`;
}

/** Returns the pod of a container that runs a script of the shell. */
export function toPodSpec(
  { memory, disk }: Pick<AppSpec, "memory" | "disk">,
  script: string,
  { image, toleration }: PodOptions,
) {
  const resources = {
    memory: String(memory),
    "ephemeral-storage": String(disk),
  };
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    containers: [{
      ...{ name: "app", image, imagePullPolicy: "IfNotPresent" },
      command: ["sh", "-c", script],
      resources: { requests: resources, limits: resources },
    }],
    tolerations: ["not-ready", "unreachable"].map((taint) => ({
      key: `node.kubernetes.io/${taint}`,
      ...{ operator: "Exists", effect: "NoExecute" },
      tolerationSeconds: toleration,
    })),
  };
}
