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

/** What a system can be beyond a store that is started: one of somebody else, by an address. */
export interface AddressOptions {
  /** Help texts of the settings that name it, by their keys. */
  readonly settings: Readonly<Record<string, string>>;
  /** Those of them that tell cases apart. */
  readonly identifying: readonly string[];
  /** Throws `UsageError` for settings that one cannot have. */
  readonly check: (texts: Readonly<Record<string, string>>) => void;
}

/** For a store that is always started. */
export const noAddress: AddressOptions = {
  ...{ settings: {}, identifying: [], check: () => {} },
};

/** Returns the system of a store, whose one parameter is whether writes are synced. */
export function toStoreSystem(
  { address, ...description }:
    & Pick<System, "name" | "title" | "mode" | "programs">
    & { readonly address: AddressOptions },
  start: StartStore,
): ControlPlaneSystem {
  const read = (texts: Readonly<Record<string, string>>) => {
    address.check(texts);
    return readSettings(
      settings,
      Object.fromEntries(
        Object.entries(texts).filter(([key]) =>
          !Object.hasOwn(address.settings, key)
        ),
      ),
    );
  };
  return {
    ...description,
    can: [
      ...["control-plane", "kill-store", "pause-store", "wipe-store"] as const,
      ...["kill-cells", "fill-disk"] as const,
    ],
    metricFamilies: [],
    settings: { ...describeSettings(settings), ...address.settings },
    parameters: settings,
    identifying: address.identifying,
    sizes(texts) {
      read(texts);
      return [];
    },
    startControlPlane: (options) => start(options, read(options.settings)),
  };
}
