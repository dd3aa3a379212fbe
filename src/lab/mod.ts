/**
 * The lab: runs the cases of an experiment on a system and records the results.
 *
 * In: an experiment (`experiments/`) and systems (`systems/`). Out: a record, written during the run.
 *
 * 1. `plan/`       the experiment, its settings, and the order of runs: a matrix or a load line search
 * 2. `session/`    prepares a session, and executes its runs one after the other; `recording/` writes their records
 * 3. a procedure   (in `experiments/`) sets up, drives `load/`, samples by `probes/`, injects `faults/`, tears down
 * 4. `processes/`, `machines/`, `network/`, `limits/`   what a run starts, here and elsewhere, removed on every exit path
 */
export * from "./system/client_spec.ts";
export * from "./monitor/dashboard.ts";
export type * from "./monitor/dashboard_state.ts";
export * from "./doctor.ts";
export * from "./session/environment.ts";
export * from "./plan/capability.ts";
export * from "./plan/experiment.ts";
export * from "./faults/fault_catalogue.ts";
export * from "./monitor/session_watch.ts";
export * from "./monitor/session_progress.ts";
export * from "./session/machine_claim.ts";
export * from "./plan/matrix.ts";
export * from "./network/network.ts";
export * from "./processes/managed_process.ts";
export * from "./session/prepare_session.ts";
export * from "./processes/process_group.ts";
export * from "./session/resume.ts";
export * from "./run/procedure.ts";
export * from "./session/session.ts";
export * from "./session/session_systems.ts";
export * from "./plan/settings.ts";
export * from "./system/system_parameters.ts";
export * from "./system/system_under_test.ts";
export * from "./network/tcp_proxy.ts";
export * from "./processes/unavailable.ts";
