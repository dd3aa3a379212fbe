/** Runs programs of this machine to their end, such as `git` and `ip`. */

export interface RunProgramOptions {
  /** Additional environment variables. @default {{}} */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the program. @default {null} */
  readonly signal?: AbortSignal | null;
  /** Seconds after which the program is ended. @default {Infinity} */
  readonly timeout?: number;
}

export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program without input until it ends, or is ended by `signal` or `timeout`. Returns null if it is not
 * installed.
 */
export async function runProgram(
  [program = "", ...args]: readonly string[],
  { env = {}, signal = null, timeout = Infinity }: RunProgramOptions = {},
): Promise<ProgramResult | null> {
  const signals = [
    ...signal ? [signal] : [],
    ...timeout < Infinity ? [AbortSignal.timeout(timeout * 1000)] : [],
  ];
  try {
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args,
      env,
      stdin: "null",
      signal: AbortSignal.any(signals),
    }).output();
    const decoder = new TextDecoder();
    return {
      code,
      stdout: decoder.decode(stdout),
      stderr: decoder.decode(stderr),
    };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
