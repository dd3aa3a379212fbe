/**
 * What kwok does in place of the kubelets, as its configuration: nodes are ready and say so, containers run at once, those
 * of a Job end at once, those that crash do so after their time and are restarted with the kubelet's pauses, and pods that
 * are deleted go at once.
 */
import { CRASH_ANNOTATION, TASK_LABEL } from "../api/labels.ts";

/** Seconds between two reports of a node's status: the kubelet's default, beside its lease. */
const STATUS_REPORT_S = 300;

interface Requirement {
  /** A jq expression. */
  readonly key: string;
  readonly operator: "Exists" | "DoesNotExist" | "In" | "NotIn";
  readonly values?: readonly string[];
}

interface StageSpec {
  readonly kind: "Node" | "Pod";
  readonly when: readonly Requirement[];
  /** Milliseconds, or a jq expression of a duration. */
  readonly after: number | string;
  /** Template of the status, in YAML; null for a stage that deletes the pod. */
  readonly status: string | null;
}

const isLeft: Requirement = {
  key: ".metadata.deletionTimestamp",
  operator: "DoesNotExist",
};
const crashes: Requirement = {
  key: `.metadata.annotations["${CRASH_ANNOTATION}"]`,
  operator: "Exists",
};
const isTask: Requirement = {
  key: `.metadata.labels["${TASK_LABEL}"]`,
  operator: "Exists",
};
const isRunning: Requirement = {
  key: ".status.containerStatuses[0].state.running",
  operator: "Exists",
};
const isWaiting: Requirement = {
  key: ".status.containerStatuses[0].state.waiting",
  operator: "Exists",
};
const nodeReady = (operator: "In" | "NotIn"): Requirement => ({
  key: '.status.conditions.[] | select(.type == "Ready") | .status',
  operator,
  values: ["True"],
});

/** The kubelet restarts at once, then after 10 s, twice as long each time, at most 300 s. */
const restartPause =
  '.status.containerStatuses[0].restartCount | if . == 0 then "0s" else ([10 * pow(2; . - 1), 300] | min | tostring + "s") end';

const nodeConditions = `{{ $now := Now }}
phase: Running
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
`;

const toConditions = (...types: readonly (readonly [string, boolean])[]) =>
  types.map(([type, isTrue]) =>
    `- type: ${type}
  status: "${isTrue ? "True" : "False"}"
  lastTransitionTime: {{ $now | Quote }}
`
  ).join("");

/** The status of each container; `lines` are what is particular to a state. */
const toContainers = (ready: boolean, lines: string) =>
  `containerStatuses:
{{ range $index, $container := .spec.containers }}
- name: {{ $container.name | Quote }}
  image: {{ $container.image | Quote }}
  imageID: ""
  ready: ${ready}
  started: ${ready}
${lines}
{{ end }}
`;

const restarts =
  "{{ (index $root.status.containerStatuses $index).restartCount }}";

const head = "{{ $now := Now }}\n{{ $root := . }}\n";

const stages: Readonly<Record<string, StageSpec>> = {
  "node-ready": {
    kind: "Node",
    when: [nodeReady("NotIn")],
    after: 0,
    status: nodeConditions,
  },
  "node-report": {
    kind: "Node",
    when: [nodeReady("In")],
    after: STATUS_REPORT_S * 1000,
    status: nodeConditions,
  },
  "pod-run": {
    kind: "Pod",
    when: [isLeft, { key: ".status.podIP", operator: "DoesNotExist" }],
    after: 0,
    status: `${head}phase: Running
startTime: {{ $now | Quote }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName false .metadata.uid .metadata.name .metadata.namespace | Quote }}
conditions:
${
      toConditions(["Initialized", true], ["Ready", true], [
        "ContainersReady",
        true,
      ])
    }${
      toContainers(
        true,
        `  restartCount: 0
  state:
    running:
      startedAt: {{ $now | Quote }}`,
      )
    }`,
  },
  "pod-crash": {
    kind: "Pod",
    when: [isLeft, crashes, isRunning],
    after: crashes.key,
    status: `${head}conditions:
${toConditions(["Ready", false], ["ContainersReady", false])}${
      toContainers(
        false,
        `  restartCount: ${restarts}
  lastState:
    terminated:
      exitCode: 1
      reason: Error
      finishedAt: {{ $now | Quote }}
  state:
    waiting:
      reason: CrashLoopBackOff`,
      )
    }`,
  },
  "pod-restart": {
    kind: "Pod",
    when: [isLeft, crashes, isWaiting],
    after: restartPause,
    status: `${head}conditions:
${toConditions(["Ready", true], ["ContainersReady", true])}${
      toContainers(
        true,
        `  restartCount: {{ add1 (index $root.status.containerStatuses $index).restartCount }}
  state:
    running:
      startedAt: {{ $now | Quote }}`,
      )
    }`,
  },
  "pod-complete": {
    kind: "Pod",
    when: [isLeft, isTask, isRunning],
    after: 0,
    status: `${head}phase: Succeeded
conditions:
${toConditions(["Ready", false], ["ContainersReady", false])}${
      toContainers(
        false,
        `  restartCount: 0
  state:
    terminated:
      exitCode: 0
      reason: Completed
      finishedAt: {{ $now | Quote }}`,
      )
    }`,
  },
  "pod-delete": {
    kind: "Pod",
    when: [{ ...isLeft, operator: "Exists" }],
    after: 0,
    status: null,
  },
};

/** Returns the configuration of kwok: documents of JSON, which is YAML too. */
export function toKwokStages(): string {
  return Object.entries(stages).map(([name, stage]) =>
    JSON.stringify(toStage(name, stage))
  ).join("\n---\n");
}

function toStage(name: string, { kind, when, after, status }: StageSpec) {
  return {
    ...{ apiVersion: "kwok.x-k8s.io/v1alpha1", kind: "Stage" },
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: "v1", kind },
      selector: { matchExpressions: when },
      delay: typeof after === "number"
        ? { durationMilliseconds: after }
        : { durationFrom: { expressionFrom: after } },
      next: status === null
        ? { finalizers: { empty: true }, delete: true }
        : { statusTemplate: status },
    },
  };
}
