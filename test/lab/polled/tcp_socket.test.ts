import { expect, test } from "vitest";
import { findSocketAddress } from "../../../src/lab/polled/tcp_socket.ts";

test("findSocketAddress() writes an IPv4 address and a port as the system has them", () => {
  expect([...findSocketAddress("127.0.0.1", 8080) ?? []])
    .toEqual([2, 0, 0x1f, 0x90, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(findSocketAddress("10.255.0.7", 65_535)?.slice(2, 8))
    .toEqual(new Uint8Array([255, 255, 10, 255, 0, 7]));
});

test.each(["localhost", "::1", "256.0.0.1", "1.2.3", "1.2.3.4.5", ""])(
  "findSocketAddress() finds none in %j",
  (host) => {
    expect(findSocketAddress(host, 80)).toBeNull();
  },
);
