/** Words of a report that every renderer prints: why it is incomplete, and the labels of figures and tables. */
import type { Execution } from "../../notebook/mod.ts";

/** Describes in one sentence why a report is incomplete; null if it is complete. */
export function describeFailure({ failure }: Execution): string | null {
  if (!failure) return null;
  const { cell, line } = failure;
  const where = cell === 0
    ? "The notebook"
    : line === 0
    ? `Cell ${cell}`
    : `Cell ${cell}, line ${line}`;
  const how = {
    types: "does not pass the type check",
    error: "raised an error",
    timeout: "ran out of time",
    "kernel died": "ended the kernel",
  }[failure.reason];
  return `${where} ${how}: ${failure.message}`;
}

/** Describes in one sentence the cells after the failed one. */
export function describeNotRun(
  { from, to }: { readonly from: number; readonly to: number },
): string {
  return from === to
    ? `Cell ${from} was not run; the report ends here.`
    : `Cells ${from} to ${to} were not run; the report ends here.`;
}

/** Formats the label of a figure or table as a sentence: `Figure 2. Latency by load.` */
export function formatLabel(
  kind: "Figure" | "Table",
  { number, title }: { readonly number: number; readonly title: string },
): string {
  const end = /[.?!…]$/.test(title) ? "" : ".";
  return `${kind} ${number}.${title === "" ? "" : ` ${title}${end}`}`;
}
