/** Whether a platform with too little room used all of it: then no more could come back. */
import { pushMix } from "../../../systems/platform/push_mix.ts";
import type { RecoveryStudy } from "../../platform/recovery/recovery_study.ts";
import { roomLeft } from "../../platform/recovery/room_left.ts";

/** Memory below which no instance of any kind fits, in bytes. */
const SMALLEST = Math.min(...pushMix.map(({ memory }) => memory));

/** Tells whether what ran in the end took all memory that was left, in every run of a case. */
export function isRoomTaken(
  { crowded, shares }: Pick<RecoveryStudy, "crowded" | "shares">,
  name: string,
): boolean {
  const runs = crowded.runs.filter((fault) => fault.name === name);
  return runs.length > 0 && runs.every(({ run }) => {
    const own = shares.find(({ run_id }) => run_id === run.run_id);
    return own !== undefined &&
      (roomLeft(run, own, pushMix) ?? Infinity) < SMALLEST;
  });
}
