/**
 * Publishes notebooks over the store as committed reports.
 *
 * 1. `plan.ts`     selects notebooks, and the results to reuse (`freeze.ts`)
 * 2. `run.ts`      executes the others in parallel (`optional.ts` installs packages that only some require)
 * 3. `publish.ts`  runs all steps in order, and adds the sources of every number (`provenance.ts`)
 * 4. `write.ts`    writes the files that changed
 *
 * Notebooks call `open_store.ts` and `danfo.ts`. While a report is made, the store is at the other end of a connection
 * (`remote_store.ts` to `store_service.ts`).
 */
export * from "./describe_parameters.ts";
export * from "./publish.ts";
