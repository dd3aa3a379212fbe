import { expect, test, vi } from "vitest";
import { sleep } from "../lab/_until.ts";
import { BusyMachine, stall, whileQuiet } from "./quiet.ts";

test("whileQuiet() throws the error of a check that fails on an idle machine", async () => {
  const failing = () => sleep(5).then(() => expect(1).toBe(2));
  await expect(whileQuiet(60_000, failing)).rejects.toThrow("expected 1");
});

test("whileQuiet() retries a check that failed while the machine was busy", async () => {
  let tries = 0;
  await whileQuiet(50, async () => {
    if (++tries < 3) {
      await stall(120);
      throw new Error("late");
    }
  });
  expect(tries).toBe(3);
});

test("whileQuiet() retries a check that found the machine busy by itself", async () => {
  let tries = 0;
  await whileQuiet(
    60_000,
    () =>
      ++tries < 3 ? Promise.reject(new BusyMachine("late")) : Promise.resolve(),
  );
  expect(tries).toBe(3);
});

test("whileQuiet() warns about a check that it could not do", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  try {
    await whileQuiet(50, async () => {
      await stall(120);
      throw new Error("late");
    });
    expect(warn.mock.calls.flat().join()).toMatch(/^not checked, .* \d+ ms/);
  } finally {
    warn.mockRestore();
  }
});
