/** LRPs as objects of the API. */
import type { KubernetesSpec } from "../control_plane/client_spec.ts";
import type { DesiredLrp } from "../control_plane/control_plane.ts";
import { APP_LABEL, ownLabels } from "./api/labels.ts";
import { toPodSpec } from "./app_objects.ts";

/** Annotation with the host names of an LRP. */
const ROUTES = "loadline/routes";

/** Returns a ReplicaSet; what only a cell needs is in the environment of its container. */
export function toReplicaSet(
  { guid, instances, memory, disk, routes, runInfo }: DesiredLrp,
  spec: Pick<KubernetesSpec, "image" | "toleration">,
): unknown {
  const labels = { ...ownLabels, [APP_LABEL]: guid };
  const pod = toPodSpec({ memory, disk }, "sleep infinity", spec);
  return {
    ...{ apiVersion: "apps/v1", kind: "ReplicaSet" },
    metadata: {
      ...{ name: guid, labels },
      annotations: { [ROUTES]: routes.join(",") },
    },
    spec: {
      replicas: instances,
      selector: { matchLabels: { [APP_LABEL]: guid } },
      template: {
        metadata: { labels },
        spec: {
          ...pod,
          containers: pod.containers.map((container) => ({
            ...container,
            env: [{ name: "RUN_INFO", value: runInfo }],
          })),
        },
      },
    },
  };
}
