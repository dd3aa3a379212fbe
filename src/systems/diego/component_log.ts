/** The log of a Diego: lager lines of its components, which write a file each, merged by time. */
import { open } from "node:fs/promises";

/** Time of a line, in either encoding of lager. */
const TIME = /"timestamp":"([^"]+)"/;

interface Source {
  readonly lines: AsyncIterator<string>;
  line: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Reads the lines of lager in some files, in order of time; each file must be in order, and other lines are left out. */
export async function* mergeLogs(
  paths: readonly string[],
): AsyncGenerator<string> {
  const sources: Source[] = [];
  for (const path of paths) {
    const file = await open(path);
    const lines = file.readLines()[Symbol.asyncIterator]();
    const source = { lines, line: "", at: 0 };
    if (await advance(source)) sources.push(source);
  }
  while (sources.length > 0) {
    const next = sources.reduce((a, b) => b.at < a.at ? b : a);
    yield next.line;
    if (!await advance(next)) sources.splice(sources.indexOf(next), 1);
  }
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
