/** Asks a broker that has just started until it answers: while it recovers what it had stored, it refuses or is silent. */
import { setTimeout as delay } from "node:timers/promises";
import { complain } from "./complain.ts";

const RETRY_MS = 100;

/** Repeats a request until it is answered, and returns the answer; an error is in the adapter's log unless it is the last again. */
export async function untilAnswered<Answer>(
  what: string,
  request: () => Promise<Answer>,
): Promise<Answer> {
  let told = "";
  for (;;) {
    try {
      return await request();
    } catch (error) {
      const text = `${what} again: ${error}`;
      if (text !== told) complain(text);
      told = text;
    }
    await delay(RETRY_MS);
  }
}
