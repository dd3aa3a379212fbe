import { expect, test } from "vitest";
import { scaleBytes } from "../../../src/figures/drawing/byte_unit.ts";

test("scaleBytes() chooses the unit with few digits", () => {
  expect(scaleBytes("MiB", 3000)).toEqual({ unit: "GiB", factor: 1 / 1024 });
  expect(scaleBytes("MiB", 900)).toEqual({ unit: "MiB", factor: 1 });
  expect(scaleBytes("B", 2 ** 30)).toEqual({ unit: "GiB", factor: 2 ** -30 });
  expect(scaleBytes("B/s", 5000)).toEqual({ unit: "KiB/s", factor: 1 / 1024 });
  expect(scaleBytes("GiB", 0.5)).toEqual({ unit: "MiB", factor: 1024 });
});

test("scaleBytes() leaves other units and values of zero", () => {
  expect(scaleBytes("cores", 3000)).toEqual({ unit: "cores", factor: 1 });
  expect(scaleBytes("1/s", 3000)).toEqual({ unit: "1/s", factor: 1 });
  expect(scaleBytes("MiB", 0)).toEqual({ unit: "MiB", factor: 1 });
});
