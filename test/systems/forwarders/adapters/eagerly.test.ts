/** Reading a source faster than its result is read. */
import { expect, test } from "vitest";
import { eagerly } from "../../../../src/systems/forwarders/adapters/eagerly.ts";
import { sleep } from "../../../lab/_until.ts";

test("a source is read to its end while the reader waits, and its error comes last", async () => {
  let given = 0;
  const source = async function* () {
    for (; given < 3; given++) yield given;
    await sleep(1);
    throw new Error("gone");
  };
  const read: number[] = [];
  const reading = async () => {
    for await (const value of eagerly(source())) {
      read.push(value);
      await sleep(50);
      expect(given).toBe(3);
    }
  };
  await expect(reading()).rejects.toThrow("gone");
  expect(read).toEqual([0, 1, 2]);
});
