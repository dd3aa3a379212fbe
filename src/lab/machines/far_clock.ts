/** Measures the clock of another machine. */
import {
  type ClockOffset,
  type ClockReading,
  parseSeconds,
  toClockOffset,
} from "../timing/clock_offset.ts";
import { now } from "../timing/wall_clock.ts";
import type { FarConnection } from "./far_connection.ts";

/** Questions, the quickest of which counts. */
const READINGS = 8;

/** Asks for the time, one question after the other. Throws an Error if the connection ends, or no answer is a time. */
export async function measureFarClock(
  connection: Pick<FarConnection, "request" | "host">,
): Promise<ClockOffset> {
  const readings: ClockReading[] = [];
  for (let i = 0; i < READINGS; i++) {
    const sent = now();
    const { text } = await connection.request("clock");
    const received = now();
    const told = parseSeconds(text);
    if (told === null) {
      throw new Error(
        `Cannot read the clock of ${connection.host} as date says '${text}'`,
      );
    }
    readings.push({ sent, received, ...told });
  }
  return toClockOffset(readings);
}
