/** Bad input: the message is one sentence for the user, the exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const exitCodes = { success: 0, failure: 1, usage: 2, interrupted: 130 } as const;
