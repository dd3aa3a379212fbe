/** What the master makes of messages: whoever reaches it can send any. */
import { expect, test } from "vitest";
import { WorkerLine } from "../../../src/workloads/distributed/worker_lines.ts";
import { findProgram } from "../../testing/programs.ts";
import { withTempFolder } from "../../testing/records.ts";

/** Stands for Locust: fires the file's own listeners with the messages of four workers, of which the first is ours. */
const SCRIPT = `
import sys, time, types

class Hook:
    def __init__(self):
        self.listeners = []
    def add_listener(self, listener):
        self.listeners.append(listener)
        return listener

class Greenlet:
    def link_exception(self, handler):
        pass

locust, runners, gevent = (types.ModuleType(name) for name in ("locust", "locust.runners", "gevent"))
locust.runners, runners.__version__ = runners, "2"
runners.greenlet_exception_handler = print
runners.MasterRunner, runners.WorkerRunner = type("M", (), {}), type("W", (), {})
gevent.spawn = lambda action: Greenlet()
names = ("init", "test_start", "test_stopping", "quitting")
locust.events = types.SimpleNamespace(**{name: Hook() for name in names})
sys.modules.update({"locust": locust, "locust.runners": runners, "gevent": gevent})
exec(open(sys.argv[1]).read())

def client(**fields):
    known = {"state": "running", "user_count": 2, "cpu_usage": 50, "memory_usage": 7, "cpu_warning_emitted": False}
    return types.SimpleNamespace(**{**known, **fields})

runner = runners.MasterRunner()
runner.clients = {
    "a": client(),
    "b": client(state={"x": 1}, cpu_usage="much", memory_usage=float("nan"), user_count=10 ** 400, cpu_warning_emitted=3),
    "c": client(cpu_usage=1e300),
    "d" * 9000: client(),
}
handlers = {}
runner.register_message = handlers.__setitem__
for listener in locust.events.init.listeners:
    listener(runner=runner)
asked = {"wall": time.time(), "clock": time.monotonic()}
worker = {"name": "worker-0", "host": "h" * 9000, "cpu": 0.25}
whole = {"asked": asked, "wall": asked["wall"] + 3, "worker": worker}
forged = [
    None, 7, "text", {}, {**whole, "asked": None}, {**whole, "worker": []}, {**whole, "wall": "now"},
    {**whole, "wall": float("inf")}, {**whole, "asked": {"wall": 0, "clock": 1e300}},
    {**whole, "asked": {"wall": 0, "clock": float("nan")}}, {**whole, "wall": 10 ** 400},
]
send = lambda id, data: handlers["loadline"](types.SimpleNamespace(node_id=id, data=data))
send("a", whole)
for id in ("b", "nobody", ["list"]):
    for data in forged:
        send(id, data)
send("c", {**whole, "worker": {"name": ["x"] * 9000, "host": None, "cpu": "all"}})
for listener in locust.events.quitting.listeners:
    listener()
`;

test.skipIf(findProgram("python3") === null)(
  "lines of the master can be read, whatever workers send it (python3)",
  () =>
    withTempFolder(async (folder) => {
      const file = new URL(
        "../../../src/workloads/distributed/loadline_locustfile.py",
        import.meta.url,
      );
      const { code, stderr } = await new Deno.Command("python3", {
        args: ["-c", SCRIPT, decodeURIComponent(file.pathname)],
        env: { LOADLINE_LINES: `${folder}/lines.jsonl` },
      }).output();
      expect([code, new TextDecoder().decode(stderr)]).toEqual([0, ""]);
      const text = await Deno.readTextFile(`${folder}/lines.jsonl`);
      expect(text.length).toBeLessThan(3000);
      const line = WorkerLine.parse(JSON.parse(text));
      const workers = line.type === "ending" ? line.workers : [];
      expect(workers.map(({ id, cpu, memory, users, answer }) => [
        ...[id.length, cpu, memory, users],
        answer?.host.length ?? null,
      ])).toEqual([
        [1, 0.25, 7, 2, 200],
        // What it says of itself is no number, and it was never heard.
        [1, 0, 0, 0, null],
        [1, 0, 7, 2, 4],
        [200, 0.5, 7, 2, null],
      ]);
      const [own] = workers;
      expect(own?.answer?.name).toBe("worker-0");
      expect(own?.answer?.offset).toBeGreaterThan(2.5);
      expect(own?.answer?.offset).toBeLessThanOrEqual(3);
    }),
);
