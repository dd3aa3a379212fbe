/** An experiment whose journeys are functions, as load threads import it. */
import type {
  Journey,
  JourneyFunction,
} from "../../../src/workloads/scenario/journey_function.ts";

/** Functions by the name of their journey; each has the operations `ask` and `tell`. */
const functions: Readonly<Record<string, JourneyFunction>> = {
  async talk(journey) {
    const { id } = (await journey.request("ask", { path: "/ask" }))
      .json() as { id: number };
    await journey.request("tell", {
      method: "POST",
      path: `/tell/${id}`,
      json: { user: journey.user, color: journey.values["color"] ?? null },
      headers: { "x-visit": String(journey.visit) },
      status: [201],
    });
  },
  async act(journey) {
    const length = await journey.operation(
      "ask",
      () => Promise.resolve("hello".length),
    );
    await journey.operation("tell", () => {
      throw new RangeError(`no more than ${length}`);
    });
  },
  async checks(journey) {
    await journey.request("ask", {
      path: "/ask",
      check: (answer) => answer.text().includes("id") ? "" : "it has no id",
    });
    await journey.request("tell", { path: "/ask", check: () => "never right" });
  },
  async untyped(journey) {
    await journey.request("ask", { path: "/ask", status: 200 });
    // What is parsed may be anything.
    await journey.request("tell", {
      path: "/ask",
      check: () => JSON.parse("7"),
    });
  },
  async oversleeps(journey) {
    await journey.sleep(NaN);
  },
  throws: () => Promise.reject(new TypeError("x is not a function")),
  async secret(journey) {
    await journey.request("ask", { path: "/ask" });
    throw new Error(`the key is ${journey.values["KEY"]}`);
  },
  async taken(journey) {
    await journey.request("ask", { path: "/ask" });
    throw new Error(`no ${journey.values["csrf_token"]} here`);
  },
  idle: () => Promise.resolve(),
  waits: () => new Promise(() => {}),
  async hangs(journey) {
    await journey.operation("ask", () => new Promise(() => {}));
  },
  async unknown(journey) {
    await journey.request("shout", { path: "/ask" });
  },
  async twice(journey) {
    await Promise.all([
      journey.request("ask", { path: "/ask" }),
      journey.request("tell", { path: "/ask" }),
    ]);
  },
  async bad(journey) {
    await journey.request("ask", { path: "/a b" });
  },
  async prints(journey) {
    for (let i = 0; i < 1000; i++) {
      // deno-lint-ignore no-console -- it is bounded
      console.log("line", i);
    }
    void Promise.reject(new Error("nobody awaits this"));
    await journey.request("ask", { path: "/ask" });
  },
  async socket(journey) {
    const socket = new WebSocket(`ws://${journey.host}/`);
    await journey.operation("ask", () => next(socket, "open"));
    await journey.operation("tell", async () => {
      const answered = next(socket, "message");
      socket.send("hello");
      await answered;
    });
    socket.close();
  },
  async quick(journey) {
    for (;;) await journey.operation("ask", () => Promise.resolve());
  },
  catches: (journey) => tryForEver(journey),
};

function next(socket: WebSocket, kind: "open" | "message"): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener(kind, () => resolve(), { once: true });
    socket.addEventListener("error", () => reject(new Error("is lost")), {
      once: true,
    });
  });
}

async function tryForEver(journey: Journey): Promise<void> {
  for (;;) {
    try {
      await journey.request("ask", { path: "/ask" });
    } catch {
      // Tries again.
    }
  }
}

const journeys = Object.entries(functions).map(([name, run]) => ({
  ...{ name, run, operations: ["ask", "tell"] },
}));

export default { scenario: { journeys } };
