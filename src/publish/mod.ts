/**
 * Publishing, floor 3: notebooks over the store, into committed reports.
 *
 * 1. `plan.ts`     which notebooks, and which results can be used again (`freeze.ts`)
 * 2. `run.ts`      the others are executed, side by side (`optional.ts` installs what only some need)
 * 3. `publish.ts`  all of it in order, with the sources of every number (`provenance.ts`)
 * 4. `write.ts`    files that changed
 *
 * `open_store.ts` and `danfo.ts` are what notebooks call.
 */
export * from "./danfo.ts";
export * from "./open_store.ts";
export * from "./publish.ts";
