import { expect, test } from "vitest";
import { Distributed } from "../../../src/workloads/distributed/distributed.ts";
import {
  masterArguments,
  remoteCommand,
  workerCommand,
} from "../../../src/workloads/distributed/worker_commands.ts";
import { withTempFolder } from "../../testing/records.ts";

const master = { host: "127.0.0.1", port: 5557 };

test("the master waits for all workers, on loopback by default", () => {
  const distributed = Distributed.parse({
    ...{ locustfile: "/users.py", here: 2, ssh: [["ssh", "a"]], by_hand: 1 },
    kubernetes: { workers: 5, image: "locustio/locust:2.37.1" },
    join_timeout: 2.5,
  });
  expect(masterArguments(distributed, { file: "/f.py", port: 5557 }).join(" "))
    .toBe(
      "--locustfile /f.py --headless --master --master-bind-host 127.0.0.1 --master-bind-port 5557 --expect-workers 9 --expect-workers-max-wait 3",
    );
});

test("a worker finds the master by its address", () => {
  expect(workerCommand(["locust"], "/f.py", master).join(" ")).toBe(
    "locust --locustfile /f.py --worker --master-host 127.0.0.1 --master-port 5557",
  );
});

test("a remote worker gets its file through the command, and leaves nothing behind", () =>
  withTempFolder(async (folder) => {
    const file = `${folder}/mine.py`;
    await Deno.writeTextFile(file, "text of the file");
    const [program = "", ...args] = remoteCommand(["sh", "-c"], {
      ...{ name: "worker-3", file, master },
      program: ["sh", "-c", 'cat "$2"; echo "|$LOADLINE_WORKER|$5"', "sh"],
    });
    const { code, stdout } = await new Deno.Command(program, {
      args,
      env: { TMPDIR: folder },
    }).output();
    expect(new TextDecoder().decode(stdout).trim())
      .toBe("text of the file|worker-3|127.0.0.1");
    expect(code).toBe(0);
    expect([...Deno.readDirSync(folder)].map(({ name }) => name))
      .toEqual(["mine.py"]);
  }));
