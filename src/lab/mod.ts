/**
 * The lab, floor 2: runs an experiment's cases on a system and records all that they leave.
 *
 * In: an experiment (a literal in `experiments/`), a system (a file in `systems/`). Out: a record, appended as the run goes.
 *
 * 1. `experiment.ts`, `settings.ts`  what is asked, and with which values
 * 2. `prepare.ts`, `plan.ts`         the runs, in the order they are done: a matrix (`matrix.ts`), or a `search.ts`
 * 3. `session.ts`, `recorder.ts`     one run after the other, each with its record
 * 4. `load_procedure.ts`             a run: set up, load (`load.ts`), sample (`sampler.ts`), disturb (`faults.ts`), tear down
 * 5. `processes.ts`, `network.ts`    what a run starts, and that nothing of it stays; within a `budget.ts`, if it has one
 */
export * from "./client_spec.ts";
export * from "./dashboard.ts";
export * from "./doctor.ts";
export * from "./environment.ts";
export * from "./experiment.ts";
export * from "./faults.ts";
export * from "./live.ts";
export * from "./machine_claim.ts";
export * from "./matrix.ts";
export * from "./network.ts";
export * from "./owned_process.ts";
export * from "./prepare.ts";
export * from "./processes.ts";
export * from "./resume.ts";
export * from "./session.ts";
export * from "./settings.ts";
export * from "./system.ts";
export * from "./tcp_proxy.ts";
export * from "./unavailable.ts";
