"""Simulated users of Prometheus: each sends a query when it is due, or once its previous query has ended.

This file contains neither PromQL nor the rules of a valid response: queries and phases come from the plan, and responses
return as lines, to be classified as those of our own users are. A Locust user sends one user's queries of one kind, which
wait for each other and not for those of the other kind. Locust distributes users over its processes as it likes: each
claims one of our users by creating a file.
"""

import itertools
import json
import os
import random
import time

import gevent
import locust.runners
import locust.stats
from gevent.event import Event
from locust import HttpUser, constant, events, task
from locust.exception import StopUser

# Debian's 2.12.1 has an empty version, and a master treats a worker without one as older than 2.0.
if not locust.runners.__version__:
    locust.runners.__version__ = "unknown"

# In seconds, so that Locust's own totals are complete soon after the last response.
locust.stats.CSV_STATS_INTERVAL_SEC = 0.25
locust.stats.CSV_STATS_FLUSH_INTERVAL_SEC = 0.25
locust.runners.WORKER_REPORT_INTERVAL = 0.25

# The names of the files, of the environment variable and of the lines are those of locust_files.ts and locust_lines.ts.
FOLDER = os.path.dirname(os.path.abspath(__file__))
POLL_INTERVAL_S = 0.05

# Characters of a body that are returned: the first hundred show whether a result is empty.
KEPT_BODY_CHARS = 512

with open(f"{FOLDER}/plan.json") as file:
    PLAN = json.load(file)

# Line buffering: each line is written at once.
lines = open(os.environ["LOADLINE_LINES"], "a", buffering=1)
stopping = Event()


def emit(type, **line):
    lines.write(json.dumps({"type": type, **line}) + "\n")


class Start(Event):
    """The start of the users, on the monotonic clock."""

    at = 0.0

    def poll(self):
        try:
            with open(f"{FOLDER}/start") as file:
                self.at = time.monotonic() + float(file.read()) - time.time()
            self.set()
            emit("started")
        except FileNotFoundError:
            pass


class Gauge:
    """Health of this process since the last report."""

    in_flight = 0
    pacing_error = 0.0
    lag = 0.0
    at = time.monotonic()
    cpu = time.process_time()

    def report(self):
        at, cpu = time.monotonic(), time.process_time()
        emit(
            "gauge",
            cpu=(cpu - self.cpu) / (at - self.at),
            lag=self.lag,
            inFlight=self.in_flight,
            pacingError=self.pacing_error,
        )
        self.at, self.cpu = at, cpu
        self.lag = self.pacing_error = 0.0


start = Start()
gauge = Gauge()


def control():
    """Starts and stops the users, and measures this process."""
    while True:
        due = time.monotonic() + POLL_INTERVAL_S
        gevent.sleep(POLL_INTERVAL_S)
        now = time.monotonic()
        gauge.lag = max(gauge.lag, now - due)
        if now - gauge.at >= 1:
            gauge.report()
        if not start.is_set():
            start.poll()
        if not stopping.is_set() and os.path.exists(f"{FOLDER}/stop"):
            stopping.set()
        if stopping.is_set() and gauge.in_flight == 0:
            emit("stopped")
            return


@events.init.add_listener
def on_init(**_):
    gevent.spawn(control)


@events.request.add_listener
def on_request(response, exception, context, **_):
    status = getattr(response, "status_code", 0) or 0
    body = (response.content if status else None) or b""
    emit(
        "query",
        **context,
        # From the due time: Locust itself counts from when a request was sent.
        duration=time.monotonic() - start.at - context["due"],
        status=status,
        bytes=len(body),
        body=body[:KEPT_BODY_CHARS].decode(errors="ignore"),
        error="" if status else type(exception).__name__,
        reason="" if status else str(exception),
    )


# Next index to claim: users that other processes have claimed are skipped once.
numbers = {kind: itertools.count() for kind in PLAN["kinds"]}


def claim(kind):
    """Claims a user that no other process has claimed, and returns its index."""
    for number in numbers[kind]:
        try:
            os.close(os.open(f"{FOLDER}/{kind}-{number}", os.O_CREAT | os.O_EXCL))
            return number
        except FileExistsError:
            pass


class QueryUser(HttpUser):
    abstract = True
    wait_time = constant(0)
    kind = ""

    def on_start(self):
        self.plan = PLAN["kinds"][self.kind]
        self.number = claim(self.kind)
        self.random = random.Random(f"{PLAN['seed']} {self.kind} {self.number}")
        self.turn = 0
        self.free = 0.0
        self.client.trust_env = False
        emit("ready")
        start.wait()

    @task
    def send_when_due(self):
        phase = self.plan["phases"][self.number]
        due = phase + self.turn * self.plan["period"]
        if stopping.wait(max(0, start.at + due - time.monotonic())):
            raise StopUser()
        earliest = max(start.at + due, self.free)
        late = time.monotonic() - earliest
        gauge.pacing_error = max(gauge.pacing_error, late)
        gauge.in_flight += 1
        try:
            self.send_query({"kind": self.kind, "user": self.number, "turn": self.turn, "due": due, "late": late})
        finally:
            gauge.in_flight -= 1
        self.turn += 1
        self.free = time.monotonic()

    def send_query(self, context):
        sent = time.monotonic()
        try:
            with gevent.Timeout(PLAN["timeout"]):
                self.client.get(
                    "/api/v1/query",
                    params={"query": self.random.choice(self.plan["queries"])},
                    headers={"Accept-Encoding": "gzip"},
                    name=self.kind,
                    context=context,
                    allow_redirects=False,
                )
        except gevent.Timeout:
            # Locust's client has no timeout for a whole request.
            self.environment.events.request.fire(
                request_type="GET",
                name=self.kind,
                response_time=1000 * (time.monotonic() - sent),
                response_length=0,
                response=None,
                context=context,
                exception=TimeoutError(f"no answer in {PLAN['timeout']} s"),
            )


def count(kind):
    """Returns the number of users of a kind; its class is not on the command line if there are none."""
    return len(PLAN["kinds"][kind]["phases"]) if kind in PLAN["kinds"] else 0


class incremental(QueryUser):
    kind = "incremental"
    fixed_count = count(kind)


class big(QueryUser):
    kind = "big"
    fixed_count = count(kind)
