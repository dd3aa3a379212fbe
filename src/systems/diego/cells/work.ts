/** The JSON of the rep's API: what the auctioneer asks for, and the state of a cell. Names are those of the protocol. */
import { z } from "zod";

const shared = {
  PlacementTags: z.array(z.string()).nullish(),
  VolumeDrivers: z.array(z.string()).nullish(),
  RootFs: z.string().default(""),
  MemoryMB: z.number(),
  DiskMB: z.number(),
  MaxPids: z.number().default(0),
};

const LrpWork = z.object({
  instance_guid: z.string().default(""),
  process_guid: z.string(),
  index: z.number().int(),
  domain: z.string(),
  ...shared,
});
export type LrpWork = z.infer<typeof LrpWork>;

const TaskWork = z.object({
  TaskGuid: z.string(),
  Domain: z.string(),
  ...shared,
});
export type TaskWork = z.infer<typeof TaskWork>;

/** What a cell is asked to run; what it does not take of it is the answer. */
export const Work = z.object({
  LRPs: z.array(LrpWork).nullish(),
  Tasks: z.array(TaskWork).nullish(),
  cell_id: z.string().default(""),
});
export type Work = z.infer<typeof Work>;

/** New metric tags of an instance; null leaves them. */
export const MetricTagsUpdate = z.object({
  metric_tags: z.record(z.string(), z.string()).nullish(),
});

/** Root file system that all cells have. */
export const STACK = "cflinuxfs4";

/** Root file systems of a cell, as its state tells them. */
export const rootFsProviders = {
  preloaded: { type: "fixed_set", set: { [STACK]: {} } },
  "preloaded+layer": { type: "fixed_set", set: { [STACK]: {} } },
  docker: { type: "arbitrary" },
} as const;
