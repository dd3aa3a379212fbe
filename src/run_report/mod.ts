/**
 * Reports any run on a page of its own, without a notebook.
 *
 * 1. `facts/`               finds the run, and reads all that its page says of it from the store
 * 2. `sections/`            the answer, the figures and the tables, a section a file
 * 3. `tiles/`               the key figures above them, by what kind of run it is
 * 4. `run_document.ts`      all of it in order, as the document that a notebook becomes
 * 5. `make_run_report.ts`   renders it; `write_run_report.ts` finds the run, and writes the files
 */
export { findRun } from "./facts/find_run.ts";
export * from "./write_run_report.ts";
