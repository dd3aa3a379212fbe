import { expect, test } from "vitest";
import { addsFigures } from "../../../src/ingest/load_frame/adds_figures.ts";
import { emptyPiece, toWarning } from "../../../src/ingest/mod.ts";
import { toEvent } from "../../../src/record/mod.ts";

function warn(run_id: string) {
  return toWarning({ run_id, code: "c", message: "m", place: "a" });
}

test("addsFigures() tells if anything was stored; if not, warnings are of the file", () => {
  const piece = emptyPiece("values");
  const { rows, counts } = piece;
  rows.warnings.push(warn("earlier"));
  const hasOne = addsFigures(piece, () => {
    counts.stored++;
    rows.warnings.push(warn("one"));
  });
  const hasOther = addsFigures(piece, () => {
    counts.read++;
    counts.rejected++;
    rows.warnings.push(warn("other"));
    const [at, subject, detail] = [null, "", ""];
    rows.events.push(
      toEvent({ run_id: "other", at, kind: "note", subject, detail }),
    );
  });
  expect([hasOne, hasOther]).toEqual([true, false]);
  expect(rows.warnings.map(({ run_id }) => run_id)).toEqual([
    "earlier",
    "one",
    "",
  ]);
  expect(rows.events).toEqual([]);
});
