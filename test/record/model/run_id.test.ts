import { expect, test } from "vitest";
import { digest, Run, toRunId } from "../../../src/record/mod.ts";

test("toRunId() sorts by time, then ordinal", () => {
  const ids = [
    toRunId("2022-01-04T00:00:00Z", { identity: "a" }),
    toRunId("2021-12-15T10:00:00.500Z", { ordinal: 7, identity: "b" }),
    toRunId("2021-12-15T10:00:00Z", { ordinal: 5, identity: "c" }),
    toRunId(null, { identity: "d" }),
  ];
  expect(ids.toSorted()).toEqual([ids[3], ids[2], ids[1], ids[0]]);
});

test("toRunId() is a safe file name that the model accepts", () => {
  const id = toRunId("../../../etc", { identity: "../../x" });
  expect(id).toMatch(/^\d{8}T\d{6}Z-\d{4}-[0-9a-f]{8}$/);
  expect(Run.shape.run_id.safeParse(id).success).toBe(true);
  expect(Run.shape.run_id.safeParse("../../x").success).toBe(false);
});

test("toRunId() keeps the digits of an impossible date", () => {
  expect(toRunId("2022-06-00", { identity: "" })).toMatch(/^20220600T000000Z/);
});

test("digest() is SHA-256", () => {
  // FIPS 180-2, appendix B.1.
  expect(digest("abc")).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});
