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

/** How long a dead cell stays dead is decided by who brings it back, and tells nothing of a platform. */
const ASKED_STAGE = "Brought-Back";

/**
 * Returns the steps of each group. All instances of a cell are noticed at once, so that this step is counted by cells where
 * the platform told of them; the last step is of cells that were brought back.
 */
export async function recoverySteps(
  store: Store,
  groups: readonly StepGroup[],
): Promise<PooledStep[]> {
  const instances = await pooledSteps(store, { kind: recover.kind, groups });
  const cells = (await poolSteps(
    groups,
    (run_id) => deadCellTimelines(store, run_id),
  )).filter(({ stage }) => stage !== ASKED_STAGE);
  return groups.flatMap((group) => {
    const [lost, dead] = [instances, cells].map((steps) =>
      steps.filter(({ name }) => name === group.name)
    ) as [PooledStep[], PooledStep[]];
    const isNoticed = ({ stage }: PooledStep) => stage === deadCell.until;
    const noticed = dead.filter(isNoticed);
    return [
      ...noticed,
      ...lost.filter((step) => noticed.length === 0 || !isNoticed(step)),
      ...dead.filter((step) => !isNoticed(step)),
    ];
  });
}
