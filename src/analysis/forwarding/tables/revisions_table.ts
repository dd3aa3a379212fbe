/** The table of the revisions of forwarders: which of their runs are judged, and which are left out for newer ones. */
import { column, type Table, table } from "../../../report/cells.ts";
import type { RevisionRuns } from "../revisions.ts";
import { forwardingAttributes, isAttribute } from "../verdicts/attributes.ts";

/** Makes the table of all runs by revision of their forwarder. */
export function revisionsTable(
  { revisions }: { readonly revisions: readonly RevisionRuns[] },
): Table {
  return table(revisions, [
    column.text("name", "Forwarder"),
    column.number("runs", "Runs"),
    column.text(describeJudged, "Judged"),
    column.text(
      ({ own_settings }) => describeSettings(own_settings) || "–",
      "Own settings",
    ),
    column.text(
      ({ attributes }) => describeAttributes(attributes),
      "Attributes",
      { detail: true },
    ),
  ], {
    caption: "Revisions of the forwarders",
    headline:
      "A revision is a version, with that of our adapter if it has one, and the names of the settings that a forwarder has here; the values are those of its runs. Runs of several revisions are never taken together: those of the newest are judged.",
    none: "There are no runs of forwarders yet.",
  });
}

function describeJudged({ judged, newest }: RevisionRuns): string {
  return judged
    ? newest ? "yes" : "yes, as nothing newer asks the same"
    : "no, newer runs are";
}

/** Returns `hold=1 and 3, heap=536870912`. */
function describeSettings(settings: readonly string[]): string {
  const values = Map.groupBy(
    settings.map((setting) => setting.split(/=(.*)/s)),
    ([name = ""]) => name,
  );
  return [...values].map(([name, own]) =>
    `${name}=${own.map(([, value = ""]) => value).join(" and ")}`
  ).join(", ");
}

/** Names the attributes in the order of all tables, and those of a newer record after them. */
function describeAttributes(attributes: readonly string[]): string {
  const known = Object.entries(forwardingAttributes)
    .filter(([name]) => attributes.includes(name))
    .map(([, { label }]) => label);
  return [...known, ...attributes.filter((name) => !isAttribute(name))]
    .join(", ");
}
