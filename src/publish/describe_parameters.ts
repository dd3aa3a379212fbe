/** Describes the parameters of notebooks for people. */
import { inspectParameters, readNotebook } from "../notebook/mod.ts";
import { UsageError } from "../record/mod.ts";
import { requireNotebooks } from "./plan.ts";

/** Returns a line for each parameter of the named notebooks. Throws `UsageError` without a name, and for an unknown one. */
export async function describeParameters(
  names: readonly string[],
  notebooks: string,
): Promise<string[]> {
  if (names.length === 0) {
    throw new UsageError(
      "Cannot list parameters as no notebook is named: use report NAME --parameters",
    );
  }
  await requireNotebooks(names, notebooks);
  const lines: string[] = [];
  for (const name of names) {
    const notebook = await readNotebook(`${notebooks}/${name}.ipynb`);
    const found = await inspectParameters(notebook, { dir: notebooks });
    if (found.length === 0) lines.push(`${name}: no parameters`);
    for (const { name: key, type, comment } of found) {
      lines.push(`${name} --set ${key}=... (${type})  ${comment}`.trimEnd());
    }
  }
  return lines;
}
