/** Says in the verdict on forwarders which attributes they failed beside the required ones. */
import { md, type Prose } from "../../report/cells.ts";
import type { AttributeCell } from "../forwarding/attribute_cells.ts";
import { forwardingAttributes } from "../forwarding/verdicts/attributes.ts";

/** Names that a verdict, or a tile, has room for. */
const MAX_NAMES = 4;
/** Most forwarders, or groups of them, whose failures a verdict names. */
const MAX_GROUPS = 2;

/** Lists names, the first ones if there are many. */
export function listNames(names: readonly string[]): string {
  return names.slice(0, MAX_NAMES).join(", ") +
    (names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : "");
}

/** Says which attributes other than `required` these forwarders failed; empty for none. */
export function describeFailures(
  systems: readonly string[],
  cells: readonly Pick<AttributeCell, "system" | "attribute" | "kind">[],
  required: readonly string[],
): Prose {
  const failed = systems.map((system) => ({
    system,
    attributes: cells.filter((cell) =>
      cell.system === system && cell.kind === "fail" &&
      !required.includes(cell.attribute)
    ).map(({ attribute }) =>
      forwardingAttributes[attribute].label.toLowerCase()
    ).join(", "),
  })).filter(({ attributes }) => attributes !== "");
  const groups = Map.groupBy(failed, ({ attributes }) => attributes);
  const parts = [...groups].map(([attributes, alike]) =>
    `${listNames(alike.map(({ system }) => system))} failed ${attributes}`
  );
  return parts.length === 0
    ? md``
    : parts.length <= MAX_GROUPS
    ? md` Of the other attributes, ${parts.join("; ")}.`
    : md` ${failed.length} of these failed other attributes.`;
}
