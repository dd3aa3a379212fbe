"""Runs the users of a locustfile, and lets the lab see the workers of a distributed Locust.

The lab writes this file for each run, with the text of the user's own file in it: a worker on another machine needs nothing
else. What is ours is inside one function, as the names of the user's file become names of this one.
"""

import os
import sys

# The lab puts the text of the user's locustfile here.
LOCUSTFILE = ""


def loadline_lab():
    # Here as well: the user's file may give these names another meaning.
    import json
    import os
    import socket
    import sys
    import time

    import gevent
    import locust.runners
    from locust import events

    # Debian's 2.12.1 has an empty version, and a master treats a worker without one as older than 2.0.
    if not locust.runners.__version__:
        locust.runners.__version__ = "unknown"

    MESSAGE = "loadline"
    INTERVAL_S = 1.0

    # A worker that its master has left ends by itself: nobody else would end it on another machine.
    SILENCE_S = 30.0

    # Bounds of what a worker says of itself.
    MAX_CHARS = 200
    MAX_NUMBER = 1e15

    def number(value):
        """Returns a number as it is, and 0 for all else: whoever reaches the master can send it anything."""
        try:
            value = float(value)
        except (TypeError, ValueError, OverflowError):
            return 0.0
        return value if abs(value) <= MAX_NUMBER else 0.0

    def text(value):
        return str(value)[:MAX_CHARS]

    def lead(runner):
        """Asks each worker for its time, and writes what is known of all of them. The lines are those of worker_lines.ts."""
        lines = open(os.environ["LOADLINE_LINES"], "a", buffering=1)
        answers = {}

        def emit(type, **line):
            lines.write(json.dumps({"type": type, **line}) + "\n")

        def on_answer(msg, **_):
            at = time.monotonic()
            try:
                if msg.node_id not in runner.clients:
                    return
                asked, worker = msg.data["asked"], msg.data["worker"]
                # The worker read its clock at some time between question and answer.
                bound = (at - float(asked["clock"])) / 2
                offset = float(msg.data["wall"]) - float(asked["wall"]) - bound
                said = {"name": text(worker["name"]), "host": text(worker["host"]), "cpu": number(worker["cpu"])}
            except (KeyError, TypeError, ValueError, OverflowError):
                # None of our file's: the clock of such a worker stays unknown.
                return
            if 0 <= bound <= MAX_NUMBER and abs(offset) <= MAX_NUMBER:
                answers[msg.node_id] = {**said, "offset": offset, "bound": bound, "at": at}

        def describe(id, client):
            answer = answers.get(id)
            cpu = number(getattr(client, "cpu_usage", 0)) / 100
            if answer:
                answer = {**answer, "silent": time.monotonic() - answer["at"]}
                cpu = answer.pop("cpu")
                del answer["at"]
            return {
                "id": text(id),
                "state": text(client.state),
                "users": int(number(client.user_count)),
                "cpu": cpu,
                "memory": number(getattr(client, "memory_usage", 0)),
                "warned": bool(getattr(client, "cpu_warning_emitted", False)),
                "answer": answer,
            }

        def tell(type):
            emit(type, workers=[describe(id, runner.clients[id]) for id in runner.clients])

        def watch():
            while True:
                for id in runner.clients:
                    asked = {"wall": time.time(), "clock": time.monotonic()}
                    runner.send_message(MESSAGE, {"asked": asked}, client_id=id)
                gevent.sleep(INTERVAL_S)
                tell("workers")

        runner.register_message(MESSAGE, on_answer)
        events.test_start.add_listener(lambda **_: emit("started"))
        # Before workers are asked to quit; without a test there is no such moment but the end of the master.
        events.test_stopping.add_listener(lambda **_: tell("ending"))
        events.quitting.add_listener(lambda **_: tell("ending"))
        gevent.spawn(watch).link_exception(locust.runners.greenlet_exception_handler)

    def follow(runner):
        """Answers the master with the clock and the processor time of this process."""
        worker = {"name": os.environ.get("LOADLINE_WORKER", ""), "host": socket.gethostname()}
        last = {"at": time.monotonic(), "cpu": time.process_time()}

        def on_question(msg, **_):
            wall, at, cpu = time.time(), time.monotonic(), time.process_time()
            share = (cpu - last["cpu"]) / max(at - last["at"], 0.001)
            last.update(at=at, cpu=cpu)
            runner.send_message(MESSAGE, {**msg.data, "wall": wall, "worker": {**worker, "cpu": share}})

        def leave_when_alone():
            while time.monotonic() - last["at"] < SILENCE_S:
                gevent.sleep(1)
            try:
                print(f"nothing was heard of the master for {SILENCE_S:.0f} s", file=sys.stderr, flush=True)
            finally:
                # Also where nobody reads what it prints any longer, as when a connection was cut.
                os._exit(3)

        runner.register_message(MESSAGE, on_question)
        gevent.spawn(leave_when_alone)

    @events.init.add_listener
    def on_init(runner, **_):
        if isinstance(runner, locust.runners.MasterRunner):
            lead(runner)
        if isinstance(runner, locust.runners.WorkerRunner):
            follow(runner)


loadline_lab()

# Where the file is on this machine; on another one modules beside it are looked for in the working folder.
__file__ = os.path.abspath(os.environ.get("LOADLINE_LOCUSTFILE", "locustfile.py"))
# Not the first place, which Locust takes away again.
sys.path.insert(1, os.path.dirname(__file__))
exec(compile(LOCUSTFILE, __file__, "exec", dont_inherit=True))
