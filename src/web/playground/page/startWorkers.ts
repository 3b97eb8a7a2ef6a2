/** The workers of a page: two for twins, and one that fetches the images. */
export interface PageWorkers {
  readonly a: Worker;
  readonly b: Worker;
  readonly digits: Worker;
}

export function startWorkers(): PageWorkers {
  const twin = () => new Worker(new URL("../twin/worker.ts", import.meta.url), { type: "module" });
  return { a: twin(), b: twin(), digits: new Worker(new URL("../twin/digitsWorker.ts", import.meta.url), { type: "module" }) };
}
