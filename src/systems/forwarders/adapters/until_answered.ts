/** Asks a broker that has just started until it answers: while it recovers what it had stored, it refuses or is silent. */
import { setTimeout as delay } from "node:timers/promises";
import { complain } from "./complain.ts";

const RETRY_MS = 100;

/** Repeats a request until it is answered, and returns the answer; each error is a line of the adapter's log. */
export async function untilAnswered<Answer>(
  what: string,
  request: () => Promise<Answer>,
): Promise<Answer> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      complain(`${what} again: ${error}`);
    }
    await delay(RETRY_MS);
  }
}
