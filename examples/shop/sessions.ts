/** Who is logged in. */

/** Users are `user-0`, `user-1` ... with the passwords `demo-0`, `demo-1` ... */
const login = /^user-(\d+)$/;

export interface Sessions {
  /** Returns a token; null for a wrong user or password. */
  logIn(body: unknown): string | null;
  /** Returns the user of a header `authorization`; null if nobody has its token. */
  userOf(authorization: string): string | null;
}

export function makeSessions(): Sessions {
  const users = new Map<string, string>();
  return {
    logIn(body) {
      const { user, password } = Object(body);
      const [, number] = login.exec(String(user)) ?? [];
      if (number === undefined || password !== `demo-${number}`) return null;
      const token = crypto.randomUUID();
      users.set(token, String(user));
      return token;
    },
    userOf: (authorization) =>
      users.get(authorization.replace(/^Bearer /, "")) ?? null,
  };
}
