/** Bounds what the functions of journeys print and keep: they could take the terminal, and the memory of the run. */

/** Lines of one thread that are printed. */
const MAX_LINES = 20;

/** Characters of a line that are printed. */
const MAX_LINE_LENGTH = 300;

/** Methods of `console` that print what they are given. */
const printing = [
  ...["log", "info", "debug", "warn", "error", "trace", "dir"] as const,
  ...["dirxml", "table", "group", "groupCollapsed"] as const,
  ...["count", "countReset", "timeLog", "timeEnd"] as const,
];

/**
 * Lets `console` print the first lines only, on stderr, without what `redact` removes; a promise that nothing awaits no
 * longer ends the thread when it is rejected, but is printed.
 */
export function quietThread(redact: (text: string) => string): void {
  const print = console.error.bind(console);
  let lines = 0;
  const show = (text: string) => {
    lines++;
    if (lines > MAX_LINES) return;
    print(`scenario: ${toLine(redact(text))}`);
    if (lines === MAX_LINES) print("scenario: what follows is not printed");
  };
  for (const name of printing) {
    // deno-lint-ignore no-console -- this is what is bounded
    console[name] = (...values: unknown[]) => {
      if (lines < MAX_LINES) show(values.map(toText).join(" "));
    };
  }
  // deno-lint-ignore no-console -- this is what is bounded
  console.assert = (holds = false, ...values: unknown[]) => {
    if (!holds) show(`not as asserted: ${values.map(toText).join(" ")}`);
  };
  self.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    show(`a promise that nothing awaits was rejected: ${toText(event.reason)}`);
  });
}

/** Bytes that one thread may keep: above, the whole process could be killed, and the record with it. */
const MAX_HEAP_BYTES = 2 ** 30;

const HEAP_INTERVAL_MS = 1000;

/** Looks at the memory of this thread each second; an uncaught error ends the thread, and fails the run with its message. */
export function boundHeap(): void {
  setInterval(() => checkHeap(heldBytes()), HEAP_INTERVAL_MS);
}

/** Returns the bytes that this thread keeps: objects, and buffers, which are beside its heap. */
export function heldBytes(): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

/** Throws RangeError for more bytes than a thread may keep. */
export function checkHeap(bytes: number): void {
  if (bytes <= MAX_HEAP_BYTES) return;
  throw new RangeError(
    `the functions of the scenario keep ${
      (bytes / 1e6).toFixed(0)
    } MB in one thread: keep less, or use fewer users`,
  );
}

function toText(value: unknown): string {
  if (typeof value === "string") return value.slice(0, MAX_LINE_LENGTH);
  try {
    return Deno.inspect(value, { depth: 2, iterableLimit: 20 });
  } catch {
    return "a value that has no text";
  }
}

/** One line, without control characters, which would control the terminal. */
function toLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim().slice(0, MAX_LINE_LENGTH);
}
