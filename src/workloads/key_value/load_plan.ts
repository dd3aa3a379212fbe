/** Parameters of a key-value load: plain data, to be sent to workers. */
import type { ValuesOf } from "../../lab/plan/settings.ts";
import type { ClientSpec, Endpoint } from "../../lab/system/client_spec.ts";
import type { keyValueSettings } from "./load_settings.ts";

/**
 * The settings of a load, and where it goes. Workers and requests of an open loop are assigned to nodes in turn,
 * regardless of earlier outcomes; the connection of a request that times out is dropped.
 */
export interface LoadPlan extends ValuesOf<typeof keyValueSettings> {
  readonly run_id: string;
  readonly client: ClientSpec;
  /** At least one. */
  readonly endpoints: readonly Endpoint[];
  readonly seed: number;
}
