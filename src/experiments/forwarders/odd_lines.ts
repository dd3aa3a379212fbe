/** Lines with something odd in them, each of which a forwarder should pass on byte by byte. */

export interface OddLine {
  readonly name: string;
  /** Without a line feed. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const encoder = new TextEncoder();

const toOddLine = (name: string, text: string): OddLine => ({
  name,
  bytes: encoder.encode(text),
});

const longLine = (kilobytes: number) =>
  toOddLine(
    `${kilobytes} kB`,
    `bench.long.${"x".repeat(kilobytes * 1000 - 31)} 1.5 1700000000000`,
  );

/** Those that a forwarder may hang on are early, so that their time-outs do not lengthen a run. */
export const oddLines: readonly OddLine[] = [
  toOddLine("plain", "bench.plain 1.5 1700000000"),
  longLine(1),
  longLine(9),
  longLine(70),
  toOddLine("digits first", "12 3.4 1700000000"),
  toOddLine("leading zeros", "bench.zeros 000042.500 1700000000"),
  toOddLine("no time", "bench.short 1"),
  toOddLine("tab", "bench.tab\t1.5\t1700000000"),
  toOddLine("spaces", "  bench.spaces   1.5  1700000000 "),
  toOddLine("carriage return", "bench.return 1.5 1700000000\r"),
  toOddLine("empty", ""),
  toOddLine("two dots", "bench..dots 1.5 1700000000"),
  toOddLine("angle brackets", "<13>bench.<host>.cpu 1.5 1700000000"),
  toOddLine("percent and quotes", `bench.%s."a'b\\c" 1.5 1700000000`),
  toOddLine("UTF-8", "bench.größe.温度 1.5 1700000000"),
  {
    name: "bad UTF-8",
    bytes: new Uint8Array([
      ...encoder.encode("bench."),
      ...[0xff, 0xfe, 0xc3],
      ...encoder.encode(" 1.5 1700000000"),
    ]),
  },
  toOddLine("zero byte", "bench.zero\0byte 1.5 1700000000"),
  toOddLine("plain again", "bench.plain 1.5 1700000000"),
];
