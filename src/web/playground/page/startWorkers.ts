import type { StartedWorker } from "../twin/calls.ts";

/** The workers of a page: two for twins, and one that fetches the images. */
export interface PageWorkers {
  readonly a: StartedWorker;
  readonly b: StartedWorker;
  readonly digits: StartedWorker;
}

export function startWorkers(): PageWorkers {
  const twin = () => started(new Worker(new URL("../twin/worker.ts", import.meta.url), { type: "module" }));
  return { a: twin(), b: twin(), digits: started(new Worker(new URL("../twin/digitsWorker.ts", import.meta.url), { type: "module" })) };
}

/** One that fails to load does so before anybody else listens. */
function started(worker: Worker): StartedWorker {
  const failed = new Promise<string>((resolve) => {
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      resolve(event.message ? ` (${event.message})` : "");
    });
  });
  return { worker, failed };
}
