/**
 * Counts the lines that reach one port, and may pass them on:
 * `deno run --allow-net=127.0.0.1:2003 --allow-read=a.journal,a.mode --allow-write=a.journal,a.state main.ts
 * --listen 127.0.0.1:2003 --journal a.journal --control a.mode --state a.state --slow 64000 [--pass 127.0.0.1:2004]`
 *
 * The control file has a mode (`sink_files.ts`), which is looked at a few times a second.
 */
import { parseArgs } from "node:util";
import { ArrivalJournal } from "../../../lab/lines/arrival_journal.ts";
import { now } from "../../../lab/timing/wall_clock.ts";
import { toAddress } from "./address.ts";
import { readControl, writeState } from "./sink_files.ts";
import { SinkServer } from "./sink_server.ts";

const CONTROL_INTERVAL_MS = 25;

function main(): void {
  const text = { type: "string", default: "" } as const;
  const { values } = parseArgs({
    options: {
      ...{ listen: text, journal: text, control: text, state: text },
      ...{ slow: text, pass: text },
    },
  });
  const server = new SinkServer({
    address: toAddress(values.listen),
    journal: new ArrivalJournal(values.journal, now()),
    slowRate: Number(values.slow),
    next: values.pass === "" ? null : toAddress(values.pass),
    onError: end,
  });
  const follow = () => {
    const mode = readControl(values.control) ?? server.mode ?? "accept";
    if (mode === server.mode) return;
    server.setMode(mode);
    writeState(values.state, { pid: Deno.pid, mode });
  };
  follow();
  setInterval(() => {
    try {
      follow();
    } catch (error) {
      end(error);
    }
  }, CONTROL_INTERVAL_MS);
}

function end(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  Deno.stderr.writeSync(new TextEncoder().encode(`${reason}\n`));
  Deno.exit(1);
}

if (import.meta.main) {
  try {
    main();
  } catch (error) {
    end(error);
  }
}
