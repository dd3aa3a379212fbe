/**
 * The locustfile of our query load, and the names of what it reads and writes. It knows neither PromQL nor what a good answer
 * is: queries and phases come in `PLAN`, and answers go back as lines (`locust_lines.ts`) to be judged as those of our own
 * users are.
 */

/** File beside the locustfile that says who asks what, and when. */
export const PLAN = "plan.json";

/** File whose appearing lets all users begin: the moment, in seconds since 1970. */
export const BEGIN = "begin";

/** File whose appearing stops them. */
export const STOP = "stop";

/** Environment variable that names the file for the lines of one process. */
export const LINES = "LOADLINE_LINES";

/** Characters of a body that are handed back: a result shows in the first hundred whether it is empty. */
const KEPT = 512;

/**
 * A Locust user is one user's queries of one kind, as they wait for each other and not for those of the other kind. Locust
 * deals users out to its processes as it likes: which of ours one is, it claims by making a file.
 */
export const locustfile = `\
"""Users of a Prometheus: each asks when it is due, or as soon as its last query has ended."""

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

# Debian's 2.12.1 has an empty version, and a master takes a worker without one for one from before 2.0.
if not locust.runners.__version__:
    locust.runners.__version__ = "unknown"

# Seconds: its own totals are then whole soon after the last answer.
locust.stats.CSV_STATS_INTERVAL_SEC = 0.25
locust.stats.CSV_STATS_FLUSH_INTERVAL_SEC = 0.25
locust.runners.WORKER_REPORT_INTERVAL = 0.25

FOLDER = os.path.dirname(os.path.abspath(__file__))
LOOK = 0.05

with open(f"{FOLDER}/${PLAN}") as file:
    PLAN = json.load(file)

# Each line is written as soon as it ends.
lines = open(os.environ["${LINES}"], "a", buffering=1)
stopping = Event()


def say(type, **line):
    lines.write(json.dumps({"type": type, **line}) + "\\n")


class Begin(Event):
    """When the users begin, by the clock that only goes forward."""

    at = 0.0

    def look(self):
        try:
            with open(f"{FOLDER}/${BEGIN}") as file:
                self.at = time.monotonic() + float(file.read()) - time.time()
            self.set()
            say("begun")
        except FileNotFoundError:
            pass


class Gauge:
    """How this process is doing, since it last said so."""

    in_flight = 0
    pacing_error = 0.0
    lag = 0.0
    at = time.monotonic()
    cpu = time.process_time()

    def say(self):
        at, cpu = time.monotonic(), time.process_time()
        say(
            "gauge",
            cpu=(cpu - self.cpu) / (at - self.at),
            lag=self.lag,
            inFlight=self.in_flight,
            pacingError=self.pacing_error,
        )
        self.at, self.cpu = at, cpu
        self.lag = self.pacing_error = 0.0


begin = Begin()
gauge = Gauge()


def follow():
    """Begins and stops when it is told to, and measures this process."""
    while True:
        due = time.monotonic() + LOOK
        gevent.sleep(LOOK)
        now = time.monotonic()
        gauge.lag = max(gauge.lag, now - due)
        if now - gauge.at >= 1:
            gauge.say()
        if not begin.is_set():
            begin.look()
        if not stopping.is_set() and os.path.exists(f"{FOLDER}/${STOP}"):
            stopping.set()
        if stopping.is_set() and gauge.in_flight == 0:
            say("stopped")
            return


@events.init.add_listener
def on_init(**_):
    gevent.spawn(follow)


@events.request.add_listener
def on_request(response, exception, context, **_):
    status = getattr(response, "status_code", 0) or 0
    body = (response.content if status else None) or b""
    say(
        "query",
        **context,
        # From the intended start: Locust itself counts from when it was sent.
        duration=time.monotonic() - begin.at - context["due"],
        status=status,
        bytes=len(body),
        body=body[:${KEPT}].decode(errors="ignore"),
        error="" if status else type(exception).__name__,
        reason="" if status else str(exception),
    )


# Users that other processes have claimed before are passed over once.
numbers = {kind: itertools.count() for kind in PLAN["kinds"]}


def claim(kind):
    """Index of a user that nobody else is."""
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
        say("ready")
        begin.wait()

    @task
    def take_turn(self):
        phase = self.plan["phases"][self.number]
        due = phase + self.turn * self.plan["period"]
        if stopping.wait(max(0, begin.at + due - time.monotonic())):
            raise StopUser()
        possible = max(begin.at + due, self.free)
        gauge.pacing_error = max(gauge.pacing_error, time.monotonic() - possible)
        gauge.in_flight += 1
        try:
            self.ask({"kind": self.kind, "user": self.number, "turn": self.turn, "due": due})
        finally:
            gauge.in_flight -= 1
        self.turn += 1
        self.free = time.monotonic()

    def ask(self, context):
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
            # Its client knows no time-out for the whole of a request.
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
    """Users that ask queries of a kind; its class is not chosen when there are none."""
    return len(PLAN["kinds"][kind]["phases"]) if kind in PLAN["kinds"] else 0


class incremental(QueryUser):
    kind = "incremental"
    fixed_count = count(kind)


class big(QueryUser):
    kind = "big"
    fixed_count = count(kind)
`;
