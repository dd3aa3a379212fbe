/**
 * The control plane of a Diego, real, with simulated cells: BBS, Locket and auctioneer started by us on a real database, or
 * somebody's own.
 */
import type { ControlPlaneSystem } from "../control_plane/control_plane.ts";
import type { PlatformSystem } from "../platform/platform.ts";
import { describeSettings } from "../support/system_settings.ts";
import { componentNames } from "./components/components.ts";
import {
  addressSettings,
  parameters,
  readDiegoSettings,
} from "./diego_settings.ts";

export const diego: PlatformSystem & ControlPlaneSystem = {
  name: "diego",
  title: "Diego's control plane, real, with simulated cells",
  mode: "real",
  can: [
    "push-apps",
    "run-tasks",
    "kill-cells",
    "cut-store",
    "wipe-store",
    "platform-logs",
    ...["control-plane", "kill-store", "pause-store"] as const,
    ...["fill-disk", "kill-api"] as const,
  ],
  metricFamilies: [],
  programs: componentNames.map((name) => ({
    names: [name],
    debianPackage: "",
  })),
  settings: { ...describeSettings(parameters), ...addressSettings },
  parameters,
  identifying: ["bbs"],
  sizes(texts) {
    readDiegoSettings(texts);
    return [];
  },
  // Clients of Diego are large (gRPC, protocol buffers): only who starts one loads them.
  async start(options) {
    const { startPlatform } = await import("./start_platform.ts");
    return await startPlatform(options);
  },
  async startControlPlane(options) {
    const { startControlPlane } = await import("./start_control_plane.ts");
    return await startControlPlane(options);
  },
};
