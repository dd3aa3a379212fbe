// @ts-check
/** Shows what a run is and how it goes: headings, key figures, objectives, nodes, events, runs of the session. */
import { element, formatClock, formatElapsed, formatQuantity } from "./text.js";

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/** Sets a text if it is another: what does not change is not read out again. @param {string} id @param {string} text */
export function setText(id, text) {
  const found = byId(id);
  if (found.textContent !== text) found.textContent = text;
}

/** @param {Record<string, any>} run */
export function showRun(run) {
  setText(
    "kicker",
    `${run.experiment}/${run.preset}, repetition ${run.repetition}`,
  );
  setText("title", run.case_id);
  const mode = run.mode === "real" ? "" : ` (${run.mode})`;
  const started = run.started === null
    ? ""
    : `, started at ${formatClock(run.started)}`;
  setText("subtitle", `${run.system}${mode}${started}. Run ${run.run_id}`);
  document.title = `${run.case_id}: Loadline live`;
  const isSimulated = run.mode === "simulated";
  byId("simulated").hidden = !isSimulated;
  byId("nodes-part").hidden = isSimulated;
  byId("content").hidden = false;
}

/** @param {Record<string, any>} state */
export function showState(state) {
  const phase = byId("phase");
  phase.replaceChildren(element("b", phaseText(state)));
  const left = state.secondsLeft === null
    ? ""
    : `, ${formatElapsed(Math.ceil(state.secondsLeft))} left`;
  const meaning = state.course === "running" && state.meaning !== ""
    ? ` (${state.meaning})`
    : "";
  phase.append(`${left}${meaning}`);
  if (state.course !== "running") {
    phase.append(
      ". ",
      element("a", "Report of this run", { href: `report/${state.run_id}` }),
    );
  }
  byId("partial").hidden = !state.isPartial;
  byId("objectives").hidden = state.objectives.length === 0;
  byId("objectives").replaceChildren(...state.objectives.map(toObjective));
  byId("tiles").replaceChildren(...state.tiles.map(toTile));
  showNodes(state);
}

/** @param {Record<string, any>} state */
export function phaseText({ course, phase, status }) {
  if (course === "interrupted") {
    return "Interrupted: nobody works on this run any more";
  }
  if (course === "ended") return `Ended: ${status}`;
  return phase === "" ? "Starting" : `Phase: ${phase}`;
}

const marks = { ok: "✓ ", failed: "✗ ", open: "… " };

/** @param {{name: string, limit: string, value: string, result: string, meaning: "ok" | "failed" | "open"}} objective */
function toObjective({ name, limit, value, result, meaning }) {
  const item = element("li", "", { "data-meaning": meaning });
  item.append(element("b", `${marks[meaning]}${result}`));
  item.append(`: ${name} ${limit}${value === "" ? "" : `, is ${value}`}`);
  return item;
}

/** @param {{label: string, value: string, note: string}} tile */
function toTile({ label, value, note }) {
  const tile = element("div");
  tile.append(element("dt", label), element("dd", value), element("dd", note));
  return tile;
}

/** @param {Record<string, any>} state */
function showNodes({ nodes, leader }) {
  const columns = [
    "Node",
    "Status",
    "CPU",
    "Memory",
    "Requests/s",
    "Errors/s",
    "p99",
  ];
  byId("nodes").replaceChildren(
    head(
      columns.map((text, i) =>
        element("th", text, { scope: "col", class: i > 1 ? "right" : "" })
      ),
    ),
    body(nodes.map((/** @type {Record<string, any>} */ node) => [
      element("th", node.name === leader ? `${node.name} (leads)` : node.name, {
        scope: "row",
      }),
      element("td", node.status || "-"),
      right(formatQuantity(node.cpu, "1")),
      right(formatQuantity(node.memory, "B")),
      right(node.requests),
      right(node.errors),
      right(formatQuantity(node.p99, "s")),
    ])),
  );
}

/** @param {HTMLElement[]} cells */
function head(cells) {
  const row = element("tr");
  row.append(...cells);
  const group = element("thead");
  group.append(row);
  return group;
}

/** @param {HTMLElement[][]} rows */
function body(rows) {
  const group = element("tbody");
  group.append(...rows.map((cells) => {
    const row = element("tr");
    row.append(...cells);
    return row;
  }));
  return group;
}

/** @param {string} text */
function right(text) {
  return element("td", text, { class: "right" });
}

/**
 * Newest first; those of a simulated run by the seconds since its start.
 * @param {{bands: any[], marks: any[]}} timeline
 * @param {Record<string, any>} run
 */
export function showEvents({ bands, marks }, { mode, started }) {
  /** @param {number} at */
  const when = (at) =>
    mode === "simulated" && started !== null
      ? formatElapsed((at - started) / 1000)
      : formatClock(at);
  const all = [
    ...bands.map(({ kind, label, from }) => ({ at: from, kind, text: label })),
    ...bands.filter(({ kind, until }) => kind === "fault" && until !== null)
      .map(({ label, until }) => ({ at: until, kind: "heal", text: label })),
    ...marks,
  ].sort((a, b) => b.at - a.at);
  byId("events").replaceChildren(...all.map(({ at, kind, text }) => {
    const item = element("li");
    item.append(
      element("time", when(at), {
        datetime: new Date(at).toISOString(),
      }),
    );
    item.append(element("b", kind.replaceAll("_", " ")), ` ${text}`);
    return item;
  }));
}

/**
 * Runs in the order they were made.
 * @param {Record<string, any>} session
 * @param {(run_id: string) => void} onShow
 */
export function showSession({ runs, current }, onShow) {
  byId("session").replaceChildren(
    ...runs.map((/** @type {Record<string, any>} */ run) => {
      const item = element("li");
      if (run.run_id === current) item.setAttribute("aria-current", "true");
      const parts = [
        element("b", `${run.case_id}, repetition ${run.repetition}`),
        element("span", run.result),
        ...run.objectives.map(toObjectiveNote),
      ];
      if (run.status !== "running") {
        parts.push(element("a", "report", {
          href: `report/${run.run_id}`,
          "aria-label": `report of ${run.run_id}`,
        }));
      }
      if (run.followed && run.run_id !== current) {
        const button = element("button", "figures", {
          type: "button",
          "aria-label": `figures of ${run.run_id}`,
        });
        button.addEventListener("click", () => onShow(run.run_id));
        parts.push(button);
      }
      item.append(...parts.flatMap((part) => [part, " "]));
      return item;
    }),
  );
}

/** @param {{name: string, limit: string, value: string, result: string, meaning: "ok" | "failed" | "open"}} objective */
function toObjectiveNote({ name, value, result, meaning }) {
  const text = [name, value, result].filter((part) => part !== "").join(" ");
  return element("span", `${marks[meaning]}${text}`);
}

/** @param {{systems: string[], position: number, total: number | null, share: number | null, end: number | null}} progress */
export function showProgress({ systems, position, total, share, end }) {
  const of = total === null ? "" : ` of ${total}`;
  const when = end === null
    ? ""
    : `, the session ends at about ${formatClock(end, false)}`;
  const names = systems.length > 1 ? `; systems: ${systems.join(", ")}` : "";
  setText("progress-text", `Run ${position}${of}${when}${names}`);
  const bar = /** @type {HTMLProgressElement} */ (byId("progress"));
  bar.hidden = share === null;
  bar.value = share ?? 0;
}
