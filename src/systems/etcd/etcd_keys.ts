/**
 * Where the records of a control plane are in etcd, which finds keys by their beginning only.
 *
 * | Layout  | Key                      | Value                                               |
 * | ------- | ------------------------ | --------------------------------------------------- |
 * | both    | `/actual/GUID/INDEX`     | an instance                                         |
 * | both    | `/present/CELL`          | nothing; it ends with the lease of the cell         |
 * | indexed | `/desired/GUID`          | instances, routes and when it was desired           |
 * | indexed | `/run-info/GUID`         | what only a cell needs                              |
 * | indexed | `/on/CELL/GUID/INDEX`    | the same instance once more                         |
 * | indexed | `/waiting/GUID/INDEX`    | the same, of one without a cell                     |
 * | indexed | `/cells/CELL`            | nothing: a cell that has been here                  |
 * | plain   | `/desired/GUID`          | all of it                                           |
 */
import { z } from "zod";
import type {
  ActualLrp,
  DesiredLrp,
  LrpKey,
} from "../control_plane/control_plane.ts";

/** An instance, beside its key. */
const Actual = z.object({
  state: z.enum(["unclaimed", "claimed", "running", "crashed"]),
  cell: z.string(),
  since: z.number(),
  crashes: z.number(),
});

export const prefixes = {
  actual: "/actual/",
  present: "/present/",
  desired: "/desired/",
  runInfo: "/run-info/",
  on: "/on/",
  waiting: "/waiting/",
  cells: "/cells/",
} as const;

export function toActualKey({ guid, index }: LrpKey): string {
  return `${prefixes.actual}${guid}/${index}`;
}

/** Returns the keys at which the indexed layout has a copy of an instance: of its cell, or of those that wait. */
export function toCopyKey({ guid, index, cell }: ActualLrp): string {
  return cell === ""
    ? `${prefixes.waiting}${guid}/${index}`
    : `${prefixes.on}${cell}/${guid}/${index}`;
}

export function toActualValue(
  { state, cell, since, crashes }: ActualLrp,
): string {
  return JSON.stringify({ state, cell, since, crashes });
}

/** Reads an instance from any of its keys, which end with guid and index. Throws ZodError for another value. */
export function readActual(key: string, value: string): ActualLrp {
  const [guid = "", index = ""] = key.split("/").slice(-2);
  return {
    ...{ guid, index: Number(index) },
    ...Actual.parse(JSON.parse(value)),
  };
}

/** Returns the part of a desired LRP that loops ask for. */
export function toSchedulingInfo(
  { instances, memory, disk, routes }: DesiredLrp,
): string {
  return JSON.stringify({
    ...{ instances, memory, disk, routes, modified: Date.now() },
  });
}

/** Returns all of it. */
export function toWhole(lrp: DesiredLrp): string {
  const { runInfo } = lrp;
  return JSON.stringify({ ...JSON.parse(toSchedulingInfo(lrp)), runInfo });
}
