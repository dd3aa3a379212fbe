/** Labels and annotations of what a run makes on a cluster. */

/** Of all of it. */
export const ownLabels = {
  "app.kubernetes.io/managed-by": "loadline",
} as const;

/** Name of the application that a pod belongs to. */
export const APP_LABEL = "loadline/app";

/** Name of the task that a Job and its pod are. */
export const TASK_LABEL = "loadline/task";

/** Node that kwok acts for. */
export const KWOK_LABEL = "loadline/kwok";

/** Annotation of pods that crash by themselves: how long they run, `30s`. */
export const CRASH_ANNOTATION = "loadline/crash-after";
