/** The thread that answers the dashboard: it reads the store and computes, so that what serves never waits. */
import { hostname } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { isShared } from "#store";
import { loadReader } from "#web";
import { commandFor } from "./commandFor.ts";
import { dataLoader } from "./dataLoader.ts";
import { chooseDevice } from "./deviceOptions.ts";
import { followedStore } from "./followedStore.ts";

const { store: place } = workerData as { readonly store: string };
const store = followedStore(place);
let device: ReturnType<typeof chooseDevice> | undefined;

const { answerOn, KeptReader } = await loadReader();
if (parentPort)
  answerOn(parentPort, {
    store,
    kept: new KeptReader(store),
    isShared: isShared(place),
    commandFor,
    load: dataLoader({ quiet: true }),
    async device() {
      device ??= chooseDevice();
      return (await device).device;
    },
    host: hostname(),
  });
