/** Checks what an import asks for before anything is read or written. */
import { Run, UsageError } from "../record/mod.ts";
import type { Importer } from "./source/importer.ts";

/** Throws `UsageError` for a bad name of the experiment and for a setting that the importer does not know. */
export function checkRequest(
  { format, settings: known }: Importer,
  experiment: string,
  settings: Readonly<Record<string, string>>,
): void {
  // The name becomes a folder.
  if (!Run.shape.experiment.safeParse(experiment).success) {
    throw new UsageError(
      `Cannot file runs under '${experiment}' as a name is lower-case letters, digits and dashes`,
    );
  }
  const unknownKey = Object.keys(settings).find((key) =>
    !Object.hasOwn(known, key)
  );
  if (unknownKey !== undefined) {
    throw new UsageError(
      `Cannot set '${unknownKey}' as ${format} knows only: ${
        Object.keys(known).join(", ") || "no setting"
      }`,
    );
  }
}
