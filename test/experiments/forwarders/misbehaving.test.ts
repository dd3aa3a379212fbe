import { expect, test, vi } from "vitest";
import type { Run } from "../../../src/record/mod.ts";
import {
  toScriptForwarder,
  withForwarderRun,
} from "../../testing/forwarder_trials.ts";

// Runs mostly wait; on a busy machine they take minutes.
vi.setConfig({ maxConcurrency: 4, testTimeout: 300_000 });

/** Lines go to the sink as they come, changed by the body of a function of their text and of a running number. */
const relay = (body: string) => `
const [port, sink] = Deno.args.map(Number);
const out = await Deno.connect({ hostname: "127.0.0.1", port: sink });
const encoder = new TextEncoder();
let n = 0;
const change = async (line) => { n++; ${body} };
for await (const connection of Deno.listen({ hostname: "127.0.0.1", port })) {
  (async () => {
    const text = connection.readable.pipeThrough(new TextDecoderStream());
    let rest = "";
    for await (const part of text) {
      const lines = (rest + part).split("\\n");
      rest = lines.pop();
      for (const line of lines) {
        const changed = await change(line);
        if (changed === "") continue;
        const bytes = encoder.encode(changed + "\\n");
        for (let at = 0; at < bytes.length;) at += await out.write(bytes.subarray(at));
      }
    }
  })();
}`;

/** A busy machine may have made a run invalid, which is another test's matter. */
function expectMade({ status, notes }: Run): void {
  expect([["ok", "invalid"].includes(status), notes]).toEqual([true, notes]);
}

const oneSink = { attribute: "throughput", sinks: 1, fault: "none", rate: 500 };

/** Lines of the load, not those that prove the path. */
const ofLoad = 'line.startsWith("bench.s01")';

test.concurrent("a forwarder that exits at once fails the run, with what it said", () =>
  withForwarderRun(
    toScriptForwarder('throw new Error("no configuration")'),
    oneSink,
    ({ run }) => {
      expect(run.status).toBe("failed");
      expect(run.notes).toMatch(
        /^Cannot wait for a line to reach sink-1 as forwarder has ended: .*no configuration/,
      );
      return Promise.resolve();
    },
  ));

test.concurrent("a forwarder that never listens fails the run within a minute", () =>
  withForwarderRun(
    toScriptForwarder('console.log("waiting"); setInterval(() => {}, 1000);'),
    oneSink,
    async ({ run, lines }) => {
      expect(run.status).toBe("failed");
      expect(run.notes).toMatch(
        /^Cannot wait for a line to reach sink-1 any longer as it took more than 30 s: waiting$/,
      );
      expect(await lines("SELECT subject FROM events WHERE kind = 'phase'"))
        .toEqual(["set_up"]);
    },
  ));

test.concurrent("a forwarder whose port is another's fails the run, as no line reaches the sink", async () => {
  using other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await withForwarderRun(
    toScriptForwarder("setInterval(() => {}, 1000);", {
      port: other.addr.port,
    }),
    oneSink,
    ({ run }) => {
      expect(run.status).toBe("failed");
      expect(run.notes).toContain("a line to reach sink-1");
      return Promise.resolve();
    },
  );
});

test.concurrent("a forwarder that swallows all lines loses all of them, and the run ends", () =>
  withForwarderRun(
    toScriptForwarder(
      'console.log("I keep them");\n' +
        relay(`return ${ofLoad} ? "" : line;`),
    ),
    oneSink,
    async ({ run, summary, lines }) => {
      expectMade(run);
      if (run.status === "ok") expect(summary).toContain("throughput: fail");
      const rows = await lines(
        "SELECT subject, outcome, first, last + 1 - n FROM sequences ORDER BY ALL",
      );
      expect(rows).toEqual(["generator sent 0 0", "sink-1 lost 0 0"]);
      // It does not tell whether it still has them.
      expect(await lines("SELECT code FROM warnings WHERE code LIKE 'drain-%'"))
        .toEqual(["drain-timeout"]);
      expect(
        await lines(
          "SELECT message FROM warnings WHERE code = 'forwarder-log'",
        ),
      ).toEqual(["the log of forwarder ends: I keep them"]);
    },
  ));

test.concurrent("garbage, cut lines and repeated lines are counted apart, and nothing of it is lost", () =>
  withForwarderRun(
    toScriptForwarder(relay(`
      if (!${ofLoad}) return line;
      if (n % 50 === 0) return line + "\\n" + line;
      if (n % 50 === 10) return line + "\\n\\u0000\\u001b[2J<script>";
      if (n % 50 === 20) return line + "\\n" + line.slice(20);
      return line;`)),
    oneSink,
    async ({ run, lines }) => {
      expectMade(run);
      const counts = await lines(`SELECT metric, max(value) FROM samples
        WHERE samples.source = 'sink-1' AND (metric LIKE '%_lines' OR metric = 'back_steps')
        GROUP BY metric ORDER BY metric`);
      const of = new Map(counts.map((line) => {
        const [metric = "", value] = line.split(" ");
        return [metric, Number(value)];
      }));
      const unique = of.get("unique_lines") ?? 0;
      expect(unique).toBeGreaterThan(300);
      for (const metric of ["duplicate", "foreign", "torn"]) {
        const value = of.get(`${metric}_lines`) ?? 0;
        expect([metric, Math.abs(value - unique / 50) <= 1])
          .toEqual([metric, true]);
      }
      expect(
        await lines(
          "SELECT outcome, sum(n) FROM sequences WHERE outcome <> 'sent' GROUP BY outcome",
        ),
      ).toEqual([`duplicated ${of.get("duplicate_lines")}`]);
    },
  ));

test.concurrent("a forwarder that dies in the middle fails the run, whose record tells when and what was lost", () =>
  withForwarderRun(
    toScriptForwarder(relay(`
      if (!${ofLoad} || n < 100) return line;
      console.log("out of memory"); Deno.exit(3);`)),
    // Lines are sent for long after it has died, however late it comes to read the first.
    { ...oneSink, duration: 5 },
    async ({ run, lines }) => {
      expect([run.status, run.notes]).toEqual([
        "failed",
        "forwarder ended by itself: exit 3: out of memory",
      ]);
      expect(
        await lines(
          "SELECT subject, detail FROM events WHERE kind = 'died'",
        ),
      ).toEqual(["forwarder exit 3: out of memory"]);
      expect(
        await lines(
          "SELECT DISTINCT outcome FROM operations WHERE outcome <> 'ok'",
        ),
      ).toContain("refused");
      expect(await lines("SELECT subject FROM events WHERE kind = 'drained'"))
        .toEqual([]);
    },
  ));

test.concurrent("a forwarder that never drains is left at the time-out", () =>
  withForwarderRun(
    toScriptForwarder(relay(`
      if (${ofLoad}) await new Promise((resolve) => setTimeout(resolve, 20));
      return line;`)),
    { ...oneSink, drain: 2 },
    async ({ run, lines }) => {
      expectMade(run);
      expect(
        await lines(
          "SELECT code, message FROM warnings WHERE code = 'drain-timeout'",
        ),
      ).toEqual([
        expect.stringMatching(
          /^drain-timeout sink-1 had \d+ of \d+ lines when 2 s had passed$/,
        ),
      ]);
    },
  ));

test.concurrent("odd lines that a forwarder changes, repeats, loses or hangs on are told apart", () =>
  withForwarderRun(
    toScriptForwarder(relay(`
      if (line === "") return "";
      if (line.includes("\\t")) return line.replaceAll("\\t", " ");
      if (line.includes("spaces")) return line + "\\n" + line;
      if (line.length > 50000) await new Promise(() => {});
      return line;`)),
    { attribute: "fidelity", sinks: 1, duration: 6 },
    async ({ run, lines }) => {
      expectMade(run);
      const fates = new Map(
        (await lines(
          "SELECT subject || ':' || detail FROM events WHERE kind = 'odd_line'",
        )).map((line) => line.split(":") as [string, string]),
      );
      expect(fates.size).toBe(18);
      const expected = {
        ...{ plain: "same", empty: "lost", tab: "changed" },
        ...{ spaces: "multiplied", "70 kB": "lost", "plain again": "same" },
        ...{ "zero byte": "same", "carriage return": "same" },
        // It decodes and encodes the bytes.
        "bad UTF-8": "changed",
      };
      for (const [name, fate] of Object.entries(expected)) {
        expect([name, fates.get(name)]).toEqual([name, fate]);
      }
    },
  ));
