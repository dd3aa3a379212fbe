import { expect, test } from "vitest";
import { toBlock } from "../../../examples/relay/block.ts";
import { Spool } from "../../../examples/relay/spool.ts";
import { withTempFolder } from "../../testing/records.ts";

const MIB = 2 ** 20;

/** A block of `count` lines of 100 B, numbered from `first`. */
function block(first: number, count: number) {
  const lines = Array.from(
    { length: count },
    (_, i) => `${String(first + i).padStart(99, "0")}\n`,
  );
  return toBlock(new TextEncoder().encode(lines.join("")));
}

/** Numbers of lines. */
function numbers(bytes: Uint8Array): number[] {
  return new TextDecoder().decode(bytes).trimEnd().split("\n").map(Number);
}

/** Reads and releases everything. Returns the numbers of the lines. */
function readAll(spool: Spool): number[] {
  const read: number[] = [];
  for (let block = spool.read(); block; block = spool.read()) {
    read.push(...numbers(block.bytes));
    spool.release(block);
  }
  return read;
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => from + i);

test("Spool gives lines back in order, counts them, and leaves no file", () =>
  withTempFolder((folder) => {
    using spool = new Spool(folder, { cap: 16 * MIB });
    for (let first = 0; first < 50_000; first += 1000) {
      spool.append(block(first, 1000));
    }
    expect([spool.lines, spool.bytes, spool.isEmpty])
      .toEqual([50_000, 5_000_000, false]);
    expect(readAll(spool)).toEqual(range(0, 50_000));
    expect([spool.lines, spool.bytes, spool.isEmpty, spool.dropped])
      .toEqual([0, 0, true, 0]);
    expect([...Deno.readDirSync(folder)].map(({ name }) => name))
      .toEqual(["position"]);
    spool.append(block(1, 1));
    expect(readAll(spool)).toEqual([1]);
    return Promise.resolve();
  }));

test("Spool never grows above its cap: it drops the oldest lines, and counts them", () =>
  withTempFolder((folder) => {
    using spool = new Spool(folder, { cap: MIB });
    for (let first = 0; first < 20_000; first += 100) {
      spool.append(block(first, 100));
      expect(spool.bytes).toBeLessThanOrEqual(MIB);
    }
    expect(spool.bytes).toBeGreaterThan(0.8 * MIB);
    expect(spool.lines + spool.dropped).toBe(20_000);
    const read = readAll(spool);
    expect(read).toEqual(range(spool.dropped, 20_000));
    return Promise.resolve();
  }));

test("Spool drops a block that is larger than its cap, and keeps others", () =>
  withTempFolder((folder) => {
    using spool = new Spool(folder, { cap: MIB });
    spool.append(block(0, 20_000));
    expect([spool.lines, spool.dropped]).toEqual([0, 20_000]);
    spool.append(block(1, 10));
    expect(readAll(spool)).toEqual(range(1, 11));
    return Promise.resolve();
  }));

test("Spool of a process that was killed begins with what was not delivered, without a line that was cut", () =>
  withTempFolder(async (folder) => {
    {
      // Not disposed of, as by SIGKILL.
      const spool = new Spool(folder, { cap: 16 * MIB });
      spool.append(block(0, 3000));
      const first = spool.read()!;
      spool.release(first);
      spool.read();
      const [name = ""] = [...Deno.readDirSync(folder)]
        .map(({ name }) => name).filter((name) => name !== "position");
      await Deno.writeTextFile(`${folder}/${name}`, "000000cut", {
        append: true,
      });
      using next = new Spool(folder, { cap: 16 * MIB });
      expect(next.lines).toBe(3000 - first.lines);
      expect(readAll(next)).toEqual(range(first.lines, 3000));
    }
  }));

test("Spool reads what could not be delivered again, before all others", () =>
  withTempFolder((folder) => {
    using spool = new Spool(folder, { cap: 16 * MIB });
    spool.append(block(0, 6000));
    const [a, b] = [spool.read()!, spool.read()!];
    spool.restore(b);
    spool.restore(a);
    expect(spool.lines).toBe(6000);
    expect(readAll(spool)).toEqual(range(0, 6000));
    return Promise.resolve();
  }));

test("Spool puts older lines in front of all others until one was read", () =>
  withTempFolder((folder) => {
    using spool = new Spool(folder, { cap: 16 * MIB });
    spool.append(block(10, 10));
    spool.addFirst(block(0, 10));
    {
      using reopened = new Spool(folder, { cap: 16 * MIB });
      expect(reopened.lines).toBe(20);
    }
    const first = spool.read()!;
    expect(numbers(first.bytes)).toEqual(range(0, 10));
    spool.addFirst(block(20, 10));
    spool.release(first);
    expect(readAll(spool)).toEqual(range(10, 30));
    return Promise.resolve();
  }));

test("Spool reads a line that is longer than what is read at once", () =>
  withTempFolder((folder) => {
    using spool = new Spool(folder, { cap: 16 * MIB });
    const long = new Uint8Array(700_000).fill(120);
    long[long.length - 1] = 10;
    spool.append(toBlock(long));
    spool.append(block(0, 1));
    const read = spool.read()!;
    expect([read.lines, read.bytes.length]).toEqual([2, long.length + 100]);
    expect(numbers(read.bytes.subarray(long.length))).toEqual([0]);
    return Promise.resolve();
  }));
