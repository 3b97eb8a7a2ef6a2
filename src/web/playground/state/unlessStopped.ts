/** How often one looks whether it is stopped, in milliseconds. */
const LOOK_EVERY = 100;

/** What is waited for; undefined where somebody stops the waiting, which may be for ever. */
export async function unlessStopped<T>(wanted: Promise<T>, isStopped: () => boolean): Promise<T | undefined> {
  let timer: ReturnType<typeof setInterval> | undefined;
  const stopped = new Promise<undefined>((resolve) => {
    timer = setInterval(() => isStopped() && resolve(undefined), LOOK_EVERY);
  });
  try {
    return await Promise.race([wanted, stopped]);
  } finally {
    clearInterval(timer);
  }
}
