/**
 * Publishing, floor 3: notebooks over the store, into committed reports.
 *
 * 1. `plan.ts`     which notebooks, and which results can be used again (`freeze.ts`)
 * 2. `run.ts`      the others are executed, side by side (`optional.ts` installs what only some need)
 * 3. `publish.ts`  all of it in order, with the sources of every number (`provenance.ts`)
 * 4. `write.ts`    files that changed
 *
 * `open_store.ts` and `danfo.ts` are what notebooks call. In a report, the store is on the other end of a connection
 * (`remote_store.ts`, `store_messages.ts`, `frames.ts`) to `store_service.ts`.
 */
export * from "./publish.ts";
