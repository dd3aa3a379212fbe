/**
 * Homes of `cf`, one for each command in flight: it rewrites its configuration whenever its token is renewed, so that two
 * commands that share one may read it torn.
 */

export interface CfHomes {
  /** Lends a home to `act` while it runs. */
  use<T>(act: (home: string) => Promise<T>): Promise<T>;
}

/** The configuration has the user's token: only the user may read the copies, which end with the run's folder. */
const ONLY_USER = 0o600;

/** Returns homes below `folder`, copies of the one that the user logged in with; more are made when all are lent. */
export function toCfHomes(
  { source, folder }: {
    /** Folder that has `.cf/config.json`. */
    readonly source: string;
    readonly folder: string;
  },
): CfHomes {
  const free: string[] = [];
  let made = 0;
  const make = async () => {
    const home = `${folder}/cf-home-${made++}`;
    await Deno.mkdir(`${home}/.cf`, { recursive: true, mode: 0o700 });
    const text = await Deno.readTextFile(`${source}/.cf/config.json`);
    await Deno.writeTextFile(`${home}/.cf/config.json`, text, {
      mode: ONLY_USER,
    });
    return home;
  };
  return {
    async use(act) {
      const home = free.pop() ?? await make();
      try {
        return await act(home);
      } finally {
        free.push(home);
      }
    },
  };
}

/** Returns the folder in which `cf` finds its configuration. */
export function userCfHome(): string {
  return Deno.env.get("CF_HOME") || Deno.env.get("HOME") || "";
}
