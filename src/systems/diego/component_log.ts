/** The log of a Diego: lager lines of its components, which write a file each, merged by time. */

/** Time of a line, in either encoding of lager. */
const TIME = /"timestamp":"([^"]+)"/;

/** Bytes that are read of a file at once. */
const CHUNK_BYTES = 2 ** 16;

interface Source {
  readonly lines: AsyncGenerator<string>;
  line: string;
  /** Milliseconds since 1970. */
  at: number;
}

/**
 * Reads the lines of lager in some files, in order of time; each file must be in order, and other lines are left out. The
 * files are open until the last line is read, or the reader returns.
 */
export async function* mergeLogs(
  paths: readonly string[],
): AsyncGenerator<string> {
  await using opened = new AsyncDisposableStack();
  const sources: Source[] = [];
  for (const path of paths) {
    const lines = linesOf(path);
    opened.defer(async () => {
      await lines.return(undefined);
    });
    const source = { lines, line: "", at: 0 };
    if (await advance(source)) sources.push(source);
  }
  while (sources.length > 0) {
    const next = sources.reduce((a, b) => b.at < a.at ? b : a);
    yield next.line;
    if (!await advance(next)) sources.splice(sources.indexOf(next), 1);
  }
}

/** Yields the lines of a file, which is closed after the last, or when the generator is left. */
async function* linesOf(path: string): AsyncGenerator<string> {
  using file = await Deno.open(path);
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(CHUNK_BYTES);
  let rest = "";
  for (;;) {
    const n = await file.read(buffer);
    if (n === null) break;
    const text = decoder.decode(buffer.subarray(0, n), { stream: true });
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** Reads the next line with a time; returns false at the end. */
async function advance(source: Source): Promise<boolean> {
  for (;;) {
    const { done, value } = await source.lines.next();
    if (done) return false;
    const time = TIME.exec(value)?.[1];
    if (time === undefined) continue;
    source.line = value;
    source.at = /^\d+\.\d+$/.test(time)
      ? Number(time) * 1000
      : Date.parse(time);
    return true;
  }
}
