/** Reads the provenance of a report's numbers from the store. */
import { version as duckdbVersion } from "@duckdb/node-api";
import { z } from "zod";
import config from "../../deno.json" with { type: "json" };
import type { Execution } from "../notebook/mod.ts";
import { Mode } from "../record/mod.ts";
import type { Provenance } from "../report/mod.ts";
import type { Store } from "../store/mod.ts";

const Row = z.strictObject({
  experiment: z.string(),
  runs: z.number(),
  modes: z.array(Mode),
  imported: z.number(),
  first: z.string(),
  last: z.string(),
});

export interface ProvenanceOptions {
  /** Digests of the records by experiment. */
  readonly digests: Readonly<Record<string, string>>;
  /** Digest of the notebook file. */
  readonly notebookDigest: string;
  /** True if the notebook had all rights of the user. */
  readonly trusted: boolean;
}

/** Returns the provenance of an execution, with the experiments that it opened. */
export async function toProvenance(
  store: Store,
  { notebook, parameters, meanings, reads }: Execution,
  { digests, notebookDigest, trusted }: ProvenanceOptions,
): Promise<Provenance> {
  const rows = await store.query(
    Row,
    `SELECT experiment, count(*) AS runs, list_sort(list(DISTINCT mode)) AS modes,
       count(*) FILTER (mode = 'imported') AS imported,
       coalesce(strftime(min(coalesce(started_at, ended_at)), '%Y-%m-%d'), '') AS first,
       -- Simulated runs end in virtual time.
       coalesce(strftime(max(CASE WHEN mode = 'simulated' THEN coalesce(started_at, ended_at)
         ELSE coalesce(ended_at, started_at) END), '%Y-%m-%d'), '') AS last
     FROM runs GROUP BY experiment ORDER BY experiment`,
  );
  return {
    records: rows
      .filter(({ experiment }) =>
        reads.includes("*") || reads.includes(experiment)
      )
      .map((row) => ({ ...row, digest: digests[row.experiment] ?? "" })),
    notebook: {
      path: `notebooks/${notebook.name}.ipynb`,
      digest: notebookDigest,
    },
    parameters,
    meanings,
    trusted,
    versions: {
      loadline: config.version,
      deno: Deno.version.deno,
      duckdb: duckdbVersion(),
    },
  };
}
