/** The setting of all adapters that says how long they hold what they wrote to a sink. */
import { number } from "../../../lab/plan/settings.ts";

/**
 * The kernels of both sides take some MiB for a sink that stands still, 3.6 MB where it was measured: those are full after
 * 2 s at the 30,000 lines a second of most runs, and from then on what is held is held however long the sink stands still.
 */
const HOLD_S = 3;

export const hold = number("Held after a write", HOLD_S, {
  unit: "s",
  min: 0,
  max: 3600,
  about:
    "what the adapter wrote to a sink is written again if the connection breaks within this time",
});

/** Says what a run with this value does, in a sentence that begins with what the broker is told. */
export function describeHold(seconds: number, told: string): string {
  return `The sinks acknowledge nothing: the adapter ${told} ${seconds} s after it has written it, without the time for which a write waits, or 16 MiB later, and writes it again if the connection breaks before. So a sink that dies gets those lines twice; and what it had not read is lost if it stood still for longer before, and the kernels' buffers, of some MiB, were not full by then`;
}
