/**
 * Kubernetes: a control plane of ours on loopback, whose nodes and containers kwok simulates, or a cluster that a
 * kubeconfig names.
 */
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import type { ControlPlaneSystem } from "../control_plane/control_plane.ts";
import type { PlatformSystem } from "../platform/platform.ts";
import { describeSettings, readSettings } from "../support/system_settings.ts";
import { readKubeconfig } from "./api/kubeconfig.ts";
import { programs } from "./control_plane/programs.ts";
import { kubernetesParameters } from "./kubernetes_settings.ts";

/** Settings that are text. */
const texts = {
  kubeconfig: "path of a kubeconfig: a cluster that runs already",
  context: "context of the kubeconfig (its current one)",
  image: "image with a shell, for containers of such a cluster (busybox)",
  keep: "yes or no: whether the namespace is left there (no)",
} as const;

export const kubernetes: PlatformSystem & ControlPlaneSystem = {
  name: "kubernetes",
  title: "Kubernetes, with nodes that kwok simulates, or by a kubeconfig",
  mode: "real",
  can: [
    ...["push-apps", "run-tasks", "kill-cells", "cut-store"] as const,
    ...["control-plane", "kill-store", "pause-store"] as const,
  ],
  metricFamilies: [],
  programs: Object.values(programs),
  settings: { ...texts, ...describeSettings(kubernetesParameters) },
  parameters: kubernetesParameters,
  identifying: ["context", "image"],
  sizes(values) {
    readTexts(values);
    return [];
  },
  // What starts it is large: only who does so loads it.
  async startControlPlane(options) {
    const { theirs, image: _, keep: _keep, ...values } = readTexts(
      options.settings,
    );
    if (theirs !== null) {
      throw new UnavailableError(
        "Cannot load the control plane of a cluster that somebody else started: omit kubeconfig",
      );
    }
    const { startKubernetesControlPlane } = await import(
      "./kubernetes_control_plane.ts"
    );
    return await startKubernetesControlPlane(options, values);
  },
  async start(options) {
    const { theirs, image, keep, ...values } = readTexts(options.settings);
    const { connect, startOwn } = await import("./start_kubernetes.ts");
    return theirs === null
      ? await startOwn(options, values)
      : await connect(options, { theirs, image, keep, values });
  },
};

/** Throws `UsageError` for a value that a setting cannot have. */
function readTexts(settings: Readonly<Record<string, string>>) {
  const { kubeconfig = "", context = "", image = "busybox", keep = "no" } =
    settings;
  const rest = Object.fromEntries(
    Object.entries(settings).filter(([key]) => !Object.hasOwn(texts, key)),
  );
  if (keep !== "yes" && keep !== "no") {
    throw new UsageError(
      `Cannot set keep as it must be yes or no: current value is '${keep}'`,
    );
  }
  return {
    ...readSettings(kubernetesParameters, rest),
    ...{ image, keep: keep === "yes" },
    theirs: kubeconfig === "" ? null : readKubeconfig(kubeconfig, context),
  };
}
