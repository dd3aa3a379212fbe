/** What `validityOf()` gives of a run that nothing limits. */
import type { RunValidity } from "../../src/analysis/validity/validity.ts";

export const sound: RunValidity = {
  status: "ok",
  reasons: [],
  foreign_load: null,
  disturbed: false,
};
