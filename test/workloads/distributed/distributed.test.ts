import { expect, test } from "vitest";
import {
  Distributed,
  isOpen,
  workerCount,
} from "../../../src/workloads/distributed/distributed.ts";

const locustfile = new URL("file:///users.py");

test("Distributed listens on loopback, and fails at a loss, unless told otherwise", () => {
  const distributed = Distributed.parse({ locustfile, here: 4 });
  expect(distributed).toMatchObject({
    ...{ locustfile: "/users.py", bind: "127.0.0.1", on_loss: "fail", port: 0 },
  });
  expect([isOpen(distributed), workerCount(distributed)]).toEqual([false, 4]);
});

test.each(["0.0.0.0", "*", "10.0.0.5", "load-1.example"])(
  "a master at %s is open to other machines",
  (bind) => expect(isOpen({ bind })).toBe(true),
);

test.each([
  [{ bind: "-x" }, "bind"],
  [{ address: "a b" }, "address"],
  [{ address: "$(id)" }, "address"],
  [{ ssh: [[]] }, "ssh"],
  [{ kubernetes: { workers: 1, image: "--x" } }, "image"],
  [{ kubernetes: { workers: 1, image: "x", namespace: "A" } }, "namespace"],
  [{ locustfile: "" }, "locustfile"],
  [{ locustfile: "users.py" }, "locustfile"],
])("Distributed refuses %j", (given, key) => {
  const { error } = Distributed.safeParse({ locustfile, here: 1, ...given });
  expect(error?.issues.map(({ path }) => path.join("."))).toEqual([
    expect.stringContaining(key),
  ]);
});
