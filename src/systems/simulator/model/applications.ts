/** What clients do with applications, in the model: pushed in two phases, scaled, removed. */
import type {
  AppSpec,
  PlatformResult,
  PushOptions,
  PushResult,
  PushStage,
} from "../../platform/platform.ts";
import { stop } from "./containers.ts";
import { createRecords } from "./convergence.ts";
import { addEntity, type App, GONE, RUNNING, UNCLAIMED } from "./entities.ts";
import { toGuid } from "../base/guid.ts";
import { draws } from "../base/draw.ts";
import { constants } from "../base/latencies.ts";
import type { MessageName } from "../base/messages.ts";
import { type Phase, toPhase } from "./phase.ts";
import { type Course, emptyCourse, toPushStages } from "./push_stages.ts";
import { isUnreachable, serve } from "../base/store.ts";
import { desireTask } from "./task_stages.ts";
import { callAt, logLine, type World } from "./world.ts";

const NEVER: PlatformResult = {
  startedAt: null,
  duration: null,
  outcome: "cancelled",
  error: "",
  code: "",
  attempts: 0,
};

/** Adds an application, or a batch of tasks; nothing of it runs. */
export function addApp(
  world: World,
  app: Pick<App, "name" | "spec" | "memory" | "disk" | "runs">,
): App {
  const id = world.apps.length;
  const added: App = {
    ...app,
    id,
    guid: toGuid(world.seed, 0, id),
    entities: [],
    desired: 0,
    isDesired: false,
    isStored: false,
    onCells: null,
    seen: 0,
    onChange: null,
  };
  world.apps.push(added);
  return added;
}

/** Pushes an application; calls `done` once, when both phases have ended. */
export function pushApp(
  world: World,
  spec: AppSpec,
  options: PushOptions,
  done: (result: PushResult) => void,
): void {
  const { memory, disk, name } = spec;
  const app = addApp(world, { name, spec, memory, disk, runs: null });
  const isTaken = world.appsByName.has(name);
  if (!isTaken) world.appsByName.set(name, app);
  log(world, app, "push_started");
  const phase = toPhase(world, options, (push) => {
    const isOk = push.outcome === "ok";
    log(world, app, isOk ? "push_completed" : "push_failed");
    if (isOk) {
      return startApp(
        world,
        app,
        options,
        (start, stages) => done({ guid: app.guid, push, start, stages }),
      );
    }
    if (!isTaken) world.appsByName.delete(name);
    done({ guid: "", push, start: NEVER, stages: [] });
  });
  if (isTaken) {
    return phase.fail("name-taken", "the name of the application is taken");
  }
  const fails = world.random() < constants.upload_failures.value;
  const end = serve(world.api, world.now, draws.upload(world.random));
  callAt(
    world,
    end,
    () =>
      fails
        ? phase.fail("upload-failed", "the upload failed")
        : phase.succeed(),
  );
}

function startApp(
  world: World,
  app: App,
  options: PushOptions,
  done: (result: PlatformResult, stages: readonly PushStage[]) => void,
): void {
  log(world, app, "start_started");
  const course = emptyCourse(world.now);
  const phase = toPhase(world, options, (result) => {
    app.onChange = null;
    const isOk = result.outcome === "ok";
    log(world, app, isOk ? "start_completed" : "start_failed");
    done(result, toPushStages(world, app, course));
  });
  whenReached(
    world,
    phase,
    () =>
      stage(
        world,
        app,
        { phase, course },
        () => whenReached(world, phase, () => desireApp(world, app, phase)),
      ),
  );
}

/** Goes on if the store is reached; fails the phase once its client has waited for it in vain. */
export function whenReached(world: World, phase: Phase, act: () => void): void {
  if (!isUnreachable(world.store, world.now)) return act();
  const { value: timeout } = constants.store_timeout;
  callAt(
    world,
    world.now + timeout,
    () =>
      phase.fail(
        "store-unavailable",
        "the store did not answer",
      ),
  );
}

/** Staging is a task on one of the cells. */
function stage(
  world: World,
  app: App,
  { phase, course }: { readonly phase: Phase; readonly course: Course },
  next: () => void,
): void {
  const { random } = world;
  const staging = addApp(world, {
    name: `${app.name}-staging`,
    spec: null,
    memory: constants.staging_memory.value,
    disk: constants.staging_disk.value,
    runs() {
      course.ranAt = world.now;
      course.seconds = draws.stage(random);
      return course.seconds;
    },
  });
  const row = addEntity(world.entities, staging, world.now);
  course.staging = row;
  const fails = random() < constants.staging_failures.value;
  staging.onChange = () => {
    if (phase.isOver()) return;
    const reason = world.failures.get(row);
    if (reason !== undefined) {
      phase.fail(reason, `the staging task failed: ${reason}`);
    } else if (fails) phase.fail("staging-failed", "the buildpack failed");
    else {
      course.isStaged = true;
      next();
    }
  };
  desireTask(world, row);
}

function desireApp(world: World, app: App, phase: Phase): void {
  const { random, store, now } = world;
  const { spec } = app;
  if (spec === null) return;
  logLine(world, now, "desire_starting", app.id);
  callAt(world, serve(store, now, draws.desire(random)), () => {
    if (phase.isOver()) return;
    logLine(world, world.now, "desire_complete", app.id);
    app.isDesired = true;
    app.isStored = true;
    app.onChange = () => {
      if (app.seen >= spec.instances) phase.succeed();
    };
    setInstances(world, app, spec.instances);
    app.onChange?.();
  });
}

/** Desires a number of instances: the lowest indices. */
function setInstances(world: World, app: App, instances: number): void {
  const { entities, tally } = world;
  tally.desired += instances - app.desired;
  app.desired = instances;
  while (app.entities.length < instances) {
    addEntity(entities, app, world.now);
  }
  app.entities.slice(instances).forEach((row) => stop(world, row));
  const rows = app.entities.slice(0, instances);
  for (const row of rows) {
    if (entities.state[row] !== GONE) continue;
    entities.state[row] = UNCLAIMED;
    entities.crashes[row] = 0;
  }
  createRecords(world, rows);
}

/** Scales an application; calls `done` once its instances run. */
export function scaleApp(
  world: World,
  { name, instances }: { name: string; instances: number },
  options: PushOptions,
  done: (result: PlatformResult) => void,
): void {
  const { entities } = world;
  const app = world.appsByName.get(name);
  const phase = toPhase(world, options, (result) => {
    if (app !== undefined) app.onChange = null;
    done(result);
  });
  if (app === undefined || !app.isDesired) {
    return phase.fail("unknown-app", "there is no such application");
  }
  whenReached(world, phase, () => {
    app.onChange = () => {
      const isReady = app.entities.slice(0, instances)
        .every((row) => entities.state[row] === RUNNING);
      if (isReady && app.desired === instances) phase.succeed();
    };
    setInstances(world, app, instances);
    app.onChange?.();
  });
}

/** Removes an application. */
export function removeApp(
  world: World,
  name: string,
  options: PushOptions,
  done: (result: PlatformResult) => void,
): void {
  const app = world.appsByName.get(name);
  const phase = toPhase(world, options, done);
  if (app === undefined) {
    return phase.fail("unknown-app", "there is no such application");
  }
  whenReached(world, phase, () => {
    const { random, store, now } = world;
    callAt(world, serve(store, now, draws.desire(random)), () => {
      world.appsByName.delete(name);
      setInstances(world, app, 0);
      app.isDesired = false;
      app.isStored = false;
      phase.succeed();
    });
  });
}

function log(world: World, app: App, message: MessageName): void {
  logLine(world, world.now, message, app.id);
}
