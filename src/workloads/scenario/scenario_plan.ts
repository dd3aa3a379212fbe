/** Parameters of the load of a scenario: plain data, to be sent to workers. */
import type { Access } from "../../lab/clients/access.ts";
import type { Loop } from "../../lab/load/arrivals.ts";
import type { RateStage } from "../../lab/load/rate_profile.ts";
import type { Json } from "../../lab/plan/template.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";
import type { Scenario } from "./scenario.ts";

export interface ScenarioPlan {
  readonly run_id: string;
  readonly scenario: Scenario;
  /** URL of the module whose default export has the functions of journeys; empty if there are none. */
  readonly module: string;
  /** At least one; the users go to them in turn. */
  readonly endpoints: readonly Endpoint[];
  /** How they are reached. */
  readonly access: Access;
  /** Users: always on a journey in a closed loop, at most so many in an open loop. */
  readonly workers: number;
  readonly loop: Loop;
  /** Journeys that begin per second in an open loop. */
  readonly rate: number;
  /** How the rate of an open loop changes, in place of `rate`; empty for a steady one. */
  readonly stages: readonly RateStage[];
  /** Seconds at the first rate before the stages. */
  readonly warmup: number;
  /** Timeout of a step in seconds. */
  readonly timeout: number;
  readonly threads: number;
  readonly seed: number;
  /** Values of placeholders that all users share, secrets among them. */
  readonly values: Readonly<Record<string, Json>>;
  /** Never recorded. */
  readonly secrets: readonly string[];
}
