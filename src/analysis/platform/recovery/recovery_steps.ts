/** The steps of the way back from a fault: of the cells until the platform notices, then of each lost instance. */
import { stageModels } from "../../../record/mod.ts";
import type { Store } from "../../../store/mod.ts";
import {
  type PooledStep,
  pooledSteps,
  poolSteps,
  type StepGroup,
} from "../stages/pooled_steps.ts";
import { deadCellTimelines } from "./cell_moments.ts";

const { recover, "dead-cell": deadCell } = stageModels;

/**
 * Returns the steps of each group. All instances of a cell are noticed at once, so that this step is counted by cells where
 * the platform told of them. When a cell is there again is decided by who brings it back, and tells nothing of a platform.
 */
export async function recoverySteps(
  store: Store,
  groups: readonly StepGroup[],
): Promise<PooledStep[]> {
  const instances = await pooledSteps(store, { kind: recover.kind, groups });
  const cells = await poolSteps(
    groups,
    (run_id) => deadCellTimelines(store, run_id),
  );
  const isNoticed = ({ stage }: PooledStep) => stage === deadCell.until;
  return groups.flatMap((group) => {
    const ofGroup = ({ name }: PooledStep) => name === group.name;
    const noticed = cells.filter(ofGroup).filter(isNoticed);
    const lost = instances.filter(ofGroup)
      .filter((step) => noticed.length === 0 || !isNoticed(step));
    return [...noticed, ...lost];
  });
}
