/** Writes of records in either layout. */
import type { Layout } from "../control_plane/client_spec.ts";
import type {
  ActualLrp,
  DesiredLrp,
  LrpKey,
} from "../control_plane/control_plane.ts";
import type { Condition, Write } from "./etcd_gateway.ts";
import {
  prefixes,
  toActualKey,
  toActualValue,
  toCopyKey,
  toSchedulingInfo,
  toWhole,
} from "./etcd_keys.ts";

/** Returns the writes of an instance: its record, and its copy in place of that of the record before. */
export function writesOf(
  before: ActualLrp | null,
  after: ActualLrp,
  layout: Layout,
): Write[] {
  const value = toActualValue(after);
  const put = (key: string) => ({ put: key, value, lease: "" });
  const copy = toCopyKey(after);
  const old = before === null ? copy : toCopyKey(before);
  return [
    put(toActualKey(after)),
    ...layout === "indexed" ? [put(copy)] : [],
    ...layout === "indexed" && old !== copy
      ? [{ delete: old, isPrefix: false }]
      : [],
  ];
}

/** Returns the writes of what is desired. */
export function writesOfLrp(lrp: DesiredLrp, layout: Layout): Write[] {
  const { guid, runInfo } = lrp;
  const desired = prefixes.desired + guid;
  return layout === "indexed"
    ? [
      { put: desired, value: toSchedulingInfo(lrp), lease: "" },
      { put: prefixes.runInfo + guid, value: runInfo, lease: "" },
    ]
    : [{ put: desired, value: toWhole(lrp), lease: "" }];
}

/** The condition that an LRP is not desired. */
export function notDesired({ guid }: DesiredLrp): Condition {
  return { key: prefixes.desired + guid, revision: "0" };
}

/** Returns the record of an instance that no cell has. */
export function newRecord(key: LrpKey): ActualLrp {
  return {
    ...{ ...key, state: "unclaimed", cell: "", since: Date.now(), crashes: 0 },
  };
}
