/** What happened during a run, in order of time. */
import type { ExecutedCell } from "../../notebook/mod.ts";
import { shortNames } from "../../record/mod.ts";
import { column, md, table } from "../../report/mod.ts";
import type { RunContent } from "../facts/run_content.ts";
import type { EventLine } from "../facts/run_lines.ts";
import { proseCell, tableCell } from "./cells.ts";
import { describeZero, sinceStart } from "./run_clock.ts";

/** Events shown; a restart loop of hours would bury the others. */
const MAX_EVENTS = 300;

/** Makes the section; empty for a run without events. */
export function eventsSection(content: RunContent): ExecutedCell[] {
  // The question, other machines, files of a configuration, and remarks of a platform stand in a section of their own.
  const elsewhere = content.forwarding !== null
    ? ["question", "configuration", "remark", "odd_line"]
    : content.platform !== null
    ? ["question", "remark"]
    : ["question"];
  const events = content.lines.events.filter(({ kind }) =>
    kind !== "machine" && !elsewhere.includes(kind)
  );
  if (events.length === 0) return [];
  const shown = events.slice(0, MAX_EVENTS);
  const left = events.length - shown.length;
  const rest = left === 0
    ? md``
    : md`\n\n${left} later events are left out here; all are in the table ${"events"} of the store.`;
  return [
    proseCell(md`## Events${rest}`),
    tableCell(table(shown, [
      column.text(({ at }) => sinceStart(content, at), "Time [s]"),
      column.text(nameOf, "Event"),
      column.text(({ subject }) => shortNames(subject), "Of"),
      column.text(detailOf, "Detail"),
    ], {
      caption: "Events",
      headline: `Time: seconds ${describeZero(content)}.`,
    })),
  ];
}

function nameOf({ kind }: EventLine): string {
  return kind.replaceAll("_", " ");
}

/** Joins the text of an event and its data: `slow-link (title Slow network)`. */
function detailOf({ detail, data }: EventLine): string {
  const fields = Object.entries(data)
    .filter(([, value]) => value !== null && value !== "")
    .map(([key, value]) =>
      `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`
    );
  if (fields.length === 0) return detail;
  return detail === "" ? fields.join(", ") : `${detail} (${fields.join(", ")})`;
}
