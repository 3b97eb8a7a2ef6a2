/** A part of the program that is fetched when it is needed; throws a sentence where it does not arrive. */
export function arrived<T>(part: Promise<T>): Promise<T> {
  return part.catch((error: Error) => {
    if (!(error instanceof TypeError)) throw error; // it arrived, and says so
    throw new Error(`A part of the page did not arrive (${error.message.replace(/:? https?:.*$/, "")}): load the page again`);
  });
}
