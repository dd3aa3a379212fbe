/** The kinds of operations of a user's own experiment. */
import { kindsOf } from "../../workloads/scenario/scenario.ts";
import type { OwnFields } from "./own_fields.ts";

/** Returns those of its scenario, or those that its driver declares. */
export function kindsOfOwn(
  { scenario, driver }: Pick<OwnFields, "scenario" | "driver">,
): readonly string[] {
  if (scenario !== null) return kindsOf(scenario);
  return driver?.operations ?? [];
}
