import { expect, test } from "vitest";
import {
  isUnreachable,
  serve,
  takeMaxLatency,
  toService,
} from "../../../../src/systems/simulator/base/store.ts";

test("serve() serves first those who came first, by as many servers as there are", () => {
  const service = toService(2);
  expect([serve(service, 0, 3), serve(service, 0, 1), serve(service, 0, 1)])
    .toEqual([3, 1, 2]);
  expect(serve(service, 10, 1)).toBe(11);
  expect(takeMaxLatency(service)).toBe(3);
  expect(takeMaxLatency(service)).toBe(0);
});

test("serve() lets requests wait while nothing is reached, and slows them down", () => {
  const service = toService(1);
  service.unreachableUntil = 20;
  expect(isUnreachable(service, 19)).toBe(true);
  expect(isUnreachable(service, 20)).toBe(false);
  expect(serve(service, 5, 1)).toBe(21);
  service.slowUntil = 100;
  service.slowdown = 4;
  expect(serve(service, 30, 1)).toBe(34);
  expect(serve(service, 100, 1)).toBe(101);
});
