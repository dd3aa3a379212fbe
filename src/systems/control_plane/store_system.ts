/** What the systems that are nothing but the store of a control plane have in common. */
import { choice, type ValuesOf } from "../../lab/plan/settings.ts";
import type { System } from "../../lab/system/system_under_test.ts";
import { describeSettings, readSettings } from "../support/system_settings.ts";
import type {
  ControlPlane,
  ControlPlaneSystem,
  StartControlPlaneOptions,
} from "./control_plane.ts";

const settings = {
  fsync: choice("Writes are synced", ["on", "off"], {
    about: "off: acknowledged writes may be lost when the machine stops",
  }),
};

/** Starts a store with the values of its settings. */
export type StartStore = (
  options: StartControlPlaneOptions,
  values: ValuesOf<typeof settings>,
) => Promise<ControlPlane>;

/** Returns the system of a store, whose one setting is whether writes are synced. */
export function toStoreSystem(
  description: Pick<System, "name" | "title" | "mode" | "programs">,
  start: StartStore,
): ControlPlaneSystem {
  return {
    ...description,
    can: [
      ...["control-plane", "kill-store", "pause-store", "wipe-store"] as const,
      ...["kill-cells", "fill-disk"] as const,
    ],
    metricFamilies: [],
    settings: describeSettings(settings),
    parameters: settings,
    identifying: [],
    sizes(texts) {
      readSettings(settings, texts);
      return [];
    },
    startControlPlane: (options) =>
      start(options, readSettings(settings, options.settings)),
  };
}
