/** Labels in binary units whose stated method divides by a power of ten. */
import type { Warning } from "../../record/mod.ts";
import { toWarning } from "../source/importer.ts";

/**
 * Warns of each line that describes a figure in KiB, MiB or GiB as `... / 1e6`: its values are MB under the name of MiB.
 *
 * The values stay as they were written; what was meant is for the reader to say.
 */
export function unitWarnings(text: string, file: string): Warning[] {
  return text.split("\n").flatMap((line, i) => {
    const [, label, unit, power] =
      /^ {0,8}[-*] ([^:]{0,80}[[(]((?:Ki|Mi|Gi|Ti)B[^\])]{0,20})[\])]):.*\/\s*(1e\d+)\b/
        .exec(line) ?? [];
    return label === undefined ? [] : [toWarning({
      run_id: "",
      code: "unit-label",
      message:
        `'${label}' is computed by dividing by ${power}, which does not give ${unit}`,
      place: `${file}:${i + 1}`,
    })];
  });
}
