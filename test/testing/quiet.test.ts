import { expect, test, vi } from "vitest";
import { sleep } from "../lab/_until.ts";
import { stall, whileQuiet } from "./quiet.ts";

test("whileQuiet() fails with a check that fails on a quiet machine", async () => {
  const failing = () => sleep(5).then(() => expect(1).toBe(2));
  await expect(whileQuiet(60_000, failing)).rejects.toThrow("expected 1");
});

test("whileQuiet() tries again what failed while the machine was busy", async () => {
  let tries = 0;
  await whileQuiet(50, async () => {
    if (++tries < 3) {
      await stall(120);
      throw new Error("late");
    }
  });
  expect(tries).toBe(3);
});

test("whileQuiet() says what it could not check", async () => {
  const said = vi.spyOn(console, "warn").mockImplementation(() => {});
  try {
    await whileQuiet(50, async () => {
      await stall(120);
      throw new Error("late");
    });
    expect(said.mock.calls.flat().join()).toMatch(/^not checked, .* \d+ ms/);
  } finally {
    said.mockRestore();
  }
});
