import { expect, test } from "vitest";
import {
  ByteReader,
  EndOfBytes,
} from "../../../src/ingest/gatling/byte_reader.ts";
import { withTempFolder } from "../../testing/records.ts";

test("ByteReader reads across the ends of its buffer, and tells where the file ends", () =>
  withTempFolder(async (folder) => {
    const bytes = new Uint8Array(100_000).fill(1);
    new DataView(bytes.buffer).setInt32(65_534, -7);
    new DataView(bytes.buffer).setBigInt64(65_538, 1751199235679n);
    await Deno.writeFile(`${folder}/bytes`, bytes);
    using file = await Deno.open(`${folder}/bytes`);
    const reader = new ByteReader(file);
    expect(reader.bytes(65_534).length).toBe(65_534);
    expect([reader.int32(), reader.int64(), reader.byte()])
      .toEqual([-7, 1751199235679, 1]);
    expect(reader.offset).toBe(65_547);
    expect(reader.isAtEnd()).toBe(false);
    expect(() => reader.bytes(100_000)).toThrow(EndOfBytes);
    reader.bytes(100_000 - 65_547);
    expect(reader.isAtEnd()).toBe(true);
  }));
