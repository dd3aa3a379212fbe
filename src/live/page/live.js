// @ts-check
/** The live page: follows the stream of the run in progress, and shows it. */
import { Cells } from "./cells.js";
import { Figures } from "./figures.js";
// The browser asks for it at this path below the root of the server.
import { startTheme } from "../../report/html/page_script/theme.js";
import {
  byId,
  phaseText,
  setText,
  showEvents,
  showProgress,
  showRun,
  showSession,
  showState,
} from "./views.js";

startTheme();
const figures = new Figures(byId("figures"), byId("readout"));

/**
 * What the stream has told of the run in progress, and the run that is looked at in its place.
 * @type {{run: any, state: any, timeline: any, cells: Cells, viewed: string | null}}
 */
const live = {
  ...{ run: null, state: null, viewed: null },
  ...{ timeline: { bands: [], marks: [] }, cells: new Cells() },
};

/** Reads a text out. @param {string} text */
function announce(text) {
  setText("announcer", text);
}

/** @param {boolean} isOn */
function showConnection(isOn) {
  byId("connection").dataset.state = isOn ? "on" : "off";
  setText("connection", isOn ? "connected" : "not connected, trying again");
}

/** Shows the run in progress again, or for the first time. */
function showLive() {
  live.viewed = null;
  byId("viewing").hidden = true;
  showRun(live.run);
  figures.choose(live.run.mode === "simulated");
  figures.show(live.cells, live.timeline);
  showEvents(live.timeline, live.run);
  if (live.state) showState(live.state);
}

/** Shows the figures of an earlier run. @param {string} run_id */
async function showEarlier(run_id) {
  const response = await fetch(`figures/${run_id}`);
  if (!response.ok) {
    announce("The figures of this run are no longer kept");
    return;
  }
  const { run, state, timeline, series } = await response.json();
  live.viewed = run_id;
  const note = byId("viewing");
  note.hidden = false;
  /** @type {HTMLElement} */ (note.firstElementChild).textContent =
    `This is an earlier run, ${run_id}.`;
  const cells = new Cells();
  cells.add(series);
  showRun(run);
  figures.choose(run.mode === "simulated");
  figures.show(cells, timeline);
  showEvents(timeline, run);
  showState(state);
  byId("main").focus();
}

byId("viewing").querySelector("button")?.addEventListener("click", showLive);

/** @type {Record<string, (data: any) => void>} */
const handlers = {
  waiting() {},
  run(run) {
    const isNext = live.run?.run_id !== run.run_id;
    live.run = run;
    if (!isNext) return;
    live.cells = new Cells();
    live.state = null;
    live.timeline = { bands: [], marks: [] };
    announce(`Run ${run.case_id}, repetition ${run.repetition}, has begun`);
    showLive();
  },
  session(session) {
    showSession(session, showEarlier);
  },
  timeline(timeline) {
    live.timeline = timeline;
    if (live.viewed) return;
    figures.show(live.cells, timeline);
    showEvents(timeline, live.run);
  },
  series(part) {
    live.cells.add(part);
    if (!live.viewed) figures.show(live.cells, live.timeline);
  },
  state(state) {
    const before = live.state;
    live.state = state;
    showProgress(state.progress);
    const isNews = before && phaseText(before) !== phaseText(state);
    const news = [isNews ? [phaseText(state)] : [], turned(before, state)]
      .flat();
    if (news.length > 0) announce(news.join(". "));
    if (!live.viewed) showState(state);
  },
};

/** Objectives that turned, in words. @param {any} before @param {any} state @returns {string[]} */
function turned(before, state) {
  return state.objectives.flatMap((
    /** @type {any} */ { name, result, meaning },
    /** @type {number} */ i,
  ) =>
    before && before.objectives[i]?.meaning !== meaning
      ? [`Objective ${name}: ${result}`]
      : []
  );
}

/** @type {EventSource | null} */
let stream = null;

const RETRY_MS = 2000;

function connect() {
  const own = new EventSource("stream");
  stream = own;
  own.onopen = () => showConnection(true);
  own.onerror = () => {
    showConnection(false);
    // The browser tries again by itself, but not after a refusal, as of one viewer too many.
    if (own.readyState === EventSource.CLOSED) {
      setTimeout(() => stream === own && connect(), RETRY_MS);
    }
  };
  for (const [name, handle] of Object.entries(handlers)) {
    own.addEventListener(name, ({ data }) => handle(JSON.parse(data)));
  }
}

// A browser has six connections to a server: tabs that nobody sees would take those of the others.
document.addEventListener("visibilitychange", () => {
  stream?.close();
  stream = null;
  if (!document.hidden) connect();
});
if (!document.hidden) connect();
