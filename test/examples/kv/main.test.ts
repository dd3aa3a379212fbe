import { expect, test } from "vitest";
import { readArguments } from "../../../examples/kv/main.ts";

test("readArguments() reads names and addresses of peers", () => {
  const peers = "node-0=127.0.0.1:7000,node-2=127.0.0.1:7002";
  const args = ["--port", "7001", "--name", "node-1", "--peers", peers];
  expect(readArguments([...args, "--timeout", "0.5"])).toEqual({
    name: "node-1",
    port: 7001,
    peers: [
      { name: "node-0", host: "127.0.0.1", port: 7000 },
      { name: "node-2", host: "127.0.0.1", port: 7002 },
    ],
    timeout: 0.5,
    memory: 2_147_483_648,
  });
});

test("readArguments() refuses hosts beyond loopback, and invalid or repeated names", () => {
  const good = ["--port", "7001", "--name", "a"];
  const bad = [
    [],
    ["--port", "0"],
    ["--port", "70000"],
    ["--port", "x"],
    [...good, "--name", "a/b"],
    [...good, "--peers", "b=10.0.0.1:7000"],
    [...good, "--peers", "b=localhost:7000"],
    [...good, "--peers", "127.0.0.1:7000"],
    [...good, "--peers", "a=127.0.0.1:7000"],
    [...good, "--peers", "b=127.0.0.1:7000,b=127.0.0.1:7001"],
    [...good, "--timeout", "0"],
    [...good, "--host", "0.0.0.0"],
  ];
  for (const args of bad) {
    expect(() => readArguments(args), args.join(" ")).toThrow(/./);
  }
});
