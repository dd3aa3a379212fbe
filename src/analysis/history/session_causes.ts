/** Finds shifts that a change of session explains as well: one session is one state of the machine. */
import type { ComparedRun } from "../comparison/compared_run.ts";
import type { OtherCause, ShiftWithCauses } from "../trend/shift_causes.ts";
import { seriesKey, seriesOf, type TrendPoint } from "../trend/trend.ts";

/**
 * Adds a cause to each shift whose levels share no session and of which one is of a single session. Runs without a
 * session, such as imports, add none.
 */
export function withSessionCauses(
  shifts: readonly ShiftWithCauses[],
  points: readonly TrendPoint[],
  runs: ReadonlyMap<string, ComparedRun>,
): ShiftWithCauses[] {
  const all = seriesOf(points);
  return shifts.map((shift) => {
    const own = all.get(seriesKey(shift)) ?? [];
    const at = own.findIndex(({ run_id }) => run_id === shift.first.run_id);
    const sessionsOf = (from: number, to: number) =>
      new Set(
        own.slice(Math.max(0, from), to)
          .flatMap(({ run_id }) => runs.get(run_id)?.session || []),
      );
    const before = sessionsOf(at - shift.runs_before, at);
    const after = sessionsOf(at, at + shift.runs_after);
    const isApart = before.size > 0 && after.size > 0 &&
      ![...before].some((session) => after.has(session));
    if (!isApart || Math.min(before.size, after.size) > 1) return shift;
    const cause: OtherCause = {
      code: "set-up",
      text: `session: ${[...before].at(-1)} to ${[...after][0]}`,
    };
    return { ...shift, causes: [...shift.causes, cause] };
  });
}
