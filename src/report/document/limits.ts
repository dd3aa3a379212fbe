/** Lists what limits a report's answer: as the notebook says, and as its provenance shows. */
import type { Meaning } from "./answer_data.ts";
import type { Report } from "./normalise.ts";
import { toBadges } from "./provenance.ts";

/** Place of the detail of a limit. */
export type Place =
  /** Section under a heading of this text. */
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "provenance" }
  /** Code cell, counted from 1; 0 for none. */
  | { readonly kind: "cell"; readonly cell: number };

/** Short label that links to the detail. */
export interface Chip {
  readonly label: string;
  readonly meaning: Meaning;
  readonly place: Place;
}

/** Returns the limits of the answer, the gravest first: an incomplete report, its modes, then those of the notebook. */
export function toChips({ answer, execution, provenance }: Report): Chip[] {
  const { failure } = execution;
  const chips: Chip[] = [];
  const add = (label: string, meaning: Meaning, place: Place) =>
    chips.push({ label, meaning, place });
  if (failure) {
    add("Incomplete", "failed", { kind: "cell", cell: failure.cell });
  }
  for (const { label } of toBadges(provenance)) {
    add(label, "unsure", { kind: "provenance" });
  }
  if (provenance.trusted) {
    add("Ran with --trust", "unsure", { kind: "provenance" });
  }
  for (const { label, heading, meaning } of answer?.limits ?? []) {
    add(label, meaning, { kind: "heading", text: heading });
  }
  return chips;
}

/** Finds the entry whose text is that of a heading, in any case; undefined if there is none. */
export function findHeading<Entry extends { readonly text: string }>(
  entries: readonly Entry[],
  heading: string,
): Entry | undefined {
  const plain = (text: string) =>
    text.replace(/\s+/g, " ").trim().toLowerCase();
  return entries.find(({ text }) => plain(text) === plain(heading));
}
