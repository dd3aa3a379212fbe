import { expect, test } from "vitest";
import { ArrivalJournal } from "../../../../src/lab/lines/arrival_journal.ts";
import { SinkServer } from "../../../../src/systems/sinks/process/sink_server.ts";
import { freePort } from "../../../testing/free_port.ts";
import { withTempFolder } from "../../../testing/records.ts";

test("a connection that comes as the sink begins to refuse is ended", () =>
  withTempFolder(async (folder) => {
    using journal = new ArrivalJournal(`${folder}/a`, Date.now());
    const errors: unknown[] = [];
    const address = { hostname: "127.0.0.1", port: freePort() };
    const server = new SinkServer({
      ...{ address, journal, slowRate: 1, next: null },
      onError: (error) => void errors.push(error),
    });
    for (let turn = 0; turn < 200; turn++) {
      server.setMode("accept");
      const connecting = Deno.connect(address);
      // The thread is held up, so that it learns of both at once.
      const until = performance.now() + turn % 5;
      while (performance.now() < until);
      const refused = new Promise<void>((resolve) =>
        setTimeout(() => {
          server.setMode("refuse");
          resolve();
        }, turn % 3)
      );
      const connection = await connecting.catch(() => null);
      await refused;
      if (!connection) continue;
      using open = connection;
      const end = await open.read(new Uint8Array(1)).catch(() => null);
      expect(end).toBe(null);
    }
    expect(errors).toEqual([]);
  }));
