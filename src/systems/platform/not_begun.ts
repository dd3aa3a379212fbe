/** The result of what has not begun. */
import type { PlatformResult } from "./platform.ts";

/** What came before it failed, or was cancelled. */
export const notBegun: PlatformResult = {
  ...{ startedAt: null, duration: null },
  outcome: "cancelled",
  ...{ error: "", code: "", attempts: 0 },
};
