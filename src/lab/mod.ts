/**
 * The lab, floor 2: runs an experiment's cases on a system and records all that they leave.
 *
 * In: an experiment (a literal in `experiments/`), a system (a file in `systems/`). Out: a record, appended as the run goes.
 *
 * 1. `experiment.ts`, `settings.ts`  what is asked, and with which values
 * 2. `prepare_session.ts`, `plan.ts`         the runs, in the order they are done: a matrix (`matrix.ts`), or a `load_line_search.ts`
 * 3. `session.ts`, `recorder.ts`     one run after the other, each with its record
 * 4. `cluster_procedure.ts`             a run: set up, load (`load.ts`), sample (`cluster_probes.ts`), disturb (`fault_catalogue.ts`), tear down
 * 5. `process_group.ts`, `network.ts`    what a run starts, and that nothing of it stays; within a `resource_limits.ts`, if it has one
 */
export * from "./system/client_spec.ts";
export * from "./monitor/dashboard.ts";
export * from "./doctor.ts";
export * from "./session/environment.ts";
export * from "./plan/experiment.ts";
export * from "./faults/fault_catalogue.ts";
export * from "./monitor/follow_run.ts";
export * from "./session/machine_claim.ts";
export * from "./plan/matrix.ts";
export * from "./network/network.ts";
export * from "./processes/managed_process.ts";
export * from "./session/prepare_session.ts";
export * from "./processes/process_group.ts";
export * from "./session/resume.ts";
export * from "./session/session.ts";
export * from "./plan/settings.ts";
export * from "./system/system_under_test.ts";
export * from "./network/tcp_proxy.ts";
export * from "./processes/unavailable.ts";
