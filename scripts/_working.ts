/** Shows on a terminal that a command works, where it takes longer than a moment. */
import { progress } from "./_main.ts";

/** Time after which a user wonders. */
const PATIENCE_S = 2;

/**
 * Does something. Once that takes longer than two seconds, a line on the terminal says what is being done, and for how many
 * seconds; it is gone at the end.
 */
export async function whileWorking<T>(
  doing: () => string,
  act: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - began) / 1000);
    if (seconds >= PATIENCE_S) progress(`${doing()}, ${seconds} s`);
  }, 1000);
  try {
    return await act();
  } finally {
    clearInterval(timer);
    progress("");
  }
}
