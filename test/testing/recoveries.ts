/** Runs with a fault, as returned by `recoveries()`. */
import type { Recovery } from "../../src/analysis/recovery/recovery.ts";
import { sound } from "./validity.ts";

const nothing: Recovery = {
  run_id: "r",
  system: "etcd",
  system_version: "3.4.23",
  mode: "real",
  case_id: "c",
  repetition: 1,
  session: "s",
  ...sound,
  notes: "",
  fault: "kill-leader",
  pre_vote: "off",
  pre_vote_recorded: true,
  timeout_s: 2,
  planned_s: 5,
  title: "",
  hit: "node-0",
  inject_s: 0,
  fault_s: 5,
  heal_s: 10,
  lost_leader: true,
  lost_leader_again: false,
  leader_s: null,
  heal_leader_s: null,
  behind: true,
  caught_up_s: null,
  before: 100,
  during: 50,
  after: 100,
  attempted: 0,
  lost: 0,
  failed: 0,
  late: 0,
  acknowledged: null,
  verified: 0,
  gone: 0,
  wrong: 0,
  older: null,
  leader: null,
  probeGap: null,
  loadGap: null,
  nodeGap: null,
  healGap: null,
  healLeader: null,
  recovered: null,
  recoveredAfterHealing: null,
  caughtUp: null,
};

/** Returns a run without any measured time. */
export function toTestRecovery(options: Partial<Recovery> = {}): Recovery {
  return { ...nothing, ...options };
}
