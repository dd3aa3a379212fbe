/** Finds labels in binary units whose stated method divides by a power of ten. */
import type { Warning } from "../../record/mod.ts";
import { toWarning } from "../source/importer.ts";

/**
 * Warns of each line that defines a value in KiB, MiB or GiB as `... / 1e6`: its values are MB labelled as MiB. The
 * values stay as written, as the intended unit is unknown.
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
