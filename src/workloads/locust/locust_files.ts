/** Names that `locustfile.py` and our side of it share; `locust_lines.ts` has the lines that it writes. */

/** File beside the locustfile with the queries and phases. */
export const PLAN_FILE = "plan.json";

/** File whose creation starts all users; it holds the start in seconds since 1970. */
export const START_FILE = "start";

/** File whose creation stops all users. */
export const STOP_FILE = "stop";

/** Environment variable with the path of the file for the lines of one process. */
export const LINES_ENV_VAR = "LOADLINE_LINES";
