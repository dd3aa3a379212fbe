/**
 * Container platforms: pushes, the stages of tasks and instances, recovery from faults, and the loops of a platform that
 * runs for long. Each report reads the store once and returns its answer, tables, and rows of figures.
 *
 * @module
 */
export {
  assumptionTable,
  controlPlaneReport,
  describeRemarks,
  platformRemarks,
  pushReport,
  recoveryReport,
  soakReport,
  stageReport,
} from "../analysis/mod.ts";
