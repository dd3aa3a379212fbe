/** The result of `validityOf()` for a run without reasons. */
import type { RunValidity } from "../../src/analysis/validity/validity.ts";

export const sound: RunValidity = {
  status: "ok",
  reasons: [],
  background_load: null,
  disturbed: false,
};
