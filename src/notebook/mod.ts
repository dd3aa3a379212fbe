/**
 * Reads, checks and executes notebooks on the Deno kernel.
 *
 * In: a committed `.ipynb`. Out: an `Execution`, complete or up to the cell that failed.
 *
 * 1. `read.ts`, `strip.ts`  nbformat into plain data (`model.ts`); without outputs
 * 2. `check.ts`             types, over the cells as one module (`extract.ts`)
 * 3. `execute.ts`           cell by cell (`execute_cells.ts`) on a kernel of `jupyter/`, with the line of a failure;
 *    `executor.ts`          several one after the other, on one kernel where they may share it (`share_kernel.ts`)
 * 4. `parameters.ts`, `broadcast.ts`  functions for cells; `inspect_parameters.ts` lists what a notebook declares
 */
export * from "./broadcast.ts";
export * from "./check.ts";
export * from "./execute.ts";
export { toUnexecuted } from "./execute_cells.ts";
export * from "./executor.ts";
export * from "./extract.ts";
export * from "./inspect_parameters.ts";
export * from "../jupyter/kernel.ts";
export * from "../jupyter/kernelspec.ts";
export * from "./model.ts";
export * from "../jupyter/output.ts";
export * from "./parameters.ts";
export * from "./read.ts";
export * from "../jupyter/sandbox/parent_service.ts";
export * from "./strip.ts";
