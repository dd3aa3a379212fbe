/**
 * Notebooks on the Deno kernel, floor 1.
 *
 * In: a committed `.ipynb`. Out: an `Execution`, whole or up to the cell that failed.
 *
 * 1. `read.ts`     nbformat into plain data (`model.ts`); `strip.ts` takes outputs out of it
 * 2. `check.ts`    types, over the cells as one module (`extract.ts`)
 * 3. `kernel.ts`   a kernel process (`kernel_process.ts`), its channels (`channels.ts`) and protocol (`jupyter_messages.ts`, `zmtp.ts`)
 *                  that may do what `permissions.ts` says (`sandbox.ts`, `permission_broker.ts`, `registries.ts`)
 * 4. `execute.ts`  the preamble (`preamble.ts`, `guards.ts`, `parent_service.ts`), then cell by cell (`outputs.ts`, `verdict.ts`, `thrown.ts`), with the
 *                  line on which it failed (`source_lines.ts`)
 * 5. `parameters.ts`, `broadcast.ts`: what the notebook itself calls; `kernelspec.ts`, for Jupyter
 */
export * from "./broadcast.ts";
export * from "./check.ts";
export * from "./execute.ts";
export * from "./extract.ts";
export * from "../jupyter/kernel.ts";
export * from "../jupyter/kernelspec.ts";
export * from "./model.ts";
export * from "../jupyter/output.ts";
export * from "./parameters.ts";
export * from "./read.ts";
export * from "../jupyter/sandbox/parent_service.ts";
export * from "./strip.ts";
