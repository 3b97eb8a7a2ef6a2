/**
 * Keeps the site for reading without a network. Pages come from the network where there is one, so that a new deploy shows at once; files
 * with their contents in their names come from what is kept. A deploy is kept whole or not at all: each of its files is compared with its
 * sum, so that none is of another deploy. The deploy before stays until the next, as its pages may still be open.
 */
import type { Deploy, Wish } from "./deploy.ts";

/** What this file needs of a service worker's surroundings. */
interface Later extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Later {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Surroundings {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Later) => void): void;
  addEventListener(type: "fetch", listener: (event: Asked) => void): void;
  addEventListener(type: "message", listener: (event: Later & { readonly data: unknown }) => void): void;
}
const worker = self as unknown as Surroundings;

/** The build puts it here. */
const deploy: Deploy = JSON.parse("DEPLOY");
const { scope } = worker.registration;
/** Other sites of this host have caches, too. */
const ours = `droplab ${scope} `;
const current = ours + deploy.version;
const digitCache = `${ours}digits`;
/** So long a page is waited for where an older one is here, in milliseconds. */
const PATIENCE = 4000;

worker.addEventListener("install", (event) => event.waitUntil(keepDeploy().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(removeOld().then(() => worker.clients.claim())));
worker.addEventListener("message", (event) => {
  if (event.data === ("keep digits" satisfies Wish)) event.waitUntil(keepDigitFiles());
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { href } = withoutQuery(request.url);
  if (request.method !== "GET" || !href.startsWith(scope)) return;
  const path = href.slice(scope.length);
  event.respondWith(/^(assets|mnist)\//.test(path) ? keptFirst(request) : networkFirst(request, path));
});

async function keepDeploy(): Promise<void> {
  const cache = await caches.open(current);
  await Promise.all(
    deploy.files.map(async ([path, sum]) => {
      const response = await fetch(new URL(path, scope), { cache: "no-cache" });
      if (!response.ok || (await sumOf(await response.clone().arrayBuffer())) !== sum) {
        await caches.delete(current);
        throw new Error(`${path} is of another deploy`);
      }
      await cache.put(new URL(path, scope), response);
    }),
  );
}

async function sumOf(bytes: ArrayBuffer): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function removeOld(): Promise<void> {
  const deploys = (await caches.keys()).filter((name) => name.startsWith(ours) && name !== digitCache && name !== current);
  await Promise.all(deploys.slice(0, -1).map((name) => caches.delete(name)));
  const digits = await caches.open(digitCache);
  const wanted = new Set(deploy.digits.map((path) => new URL(path, scope).href));
  await Promise.all((await digits.keys()).filter(({ url }) => !wanted.has(url)).map((request) => digits.delete(request)));
}

/** The page has just loaded them: the browser has them, and a name with its contents in it is never old. */
async function keepDigitFiles(): Promise<void> {
  const cache = await caches.open(digitCache);
  for (const path of deploy.digits) {
    const url = new URL(path, scope);
    if (await cache.match(url)) continue;
    const response = await fetch(url, { cache: "force-cache" });
    if (response.ok && (await isWhole(response, url.href))) await cache.put(url, response);
  }
}

/** What is kept of a file; what is damaged is fetched and kept anew. */
async function keptFirst(request: Request): Promise<Response> {
  if (request.cache === "reload") return fetch(request);
  let damaged: Cache | undefined;
  for (const name of await caches.keys()) {
    if (!name.startsWith(ours)) continue;
    const cache = await caches.open(name);
    const kept = await cache.match(request);
    if (kept && (await isWhole(kept, request.url))) return kept;
    if (kept) damaged = cache;
  }
  return damaged ? keptAnew(damaged, request) : fetch(request);
}

async function keptAnew(cache: Cache, request: Request | URL): Promise<Response> {
  await cache.delete(request);
  const response = await fetch(request, { cache: "no-cache" });
  if (response.ok && (await isWhole(response, request instanceof URL ? request.href : request.url)))
    await cache.put(request, response.clone());
  return response;
}

/** Whether its bytes are those of its name: all of a file of this deploy, and of digits; of an older deploy that is not known. */
async function isWhole(response: Response, url: string): Promise<boolean> {
  const path = url.slice(scope.length);
  const sum = deploy.files.find(([file]) => file === path)?.[1] ?? /^mnist\/.*-([0-9a-f]+)\.bin$/.exec(path)?.[1];
  return sum === undefined || (await sumOf(await response.clone().arrayBuffer())).startsWith(sum);
}

async function networkFirst(request: Request, path: string): Promise<Response> {
  const page = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  const cache = await caches.open(current);
  const url = new URL(page, scope);
  const kept = await cache.match(url);
  if (!kept) return fetch(request);
  if (!(await isWhole(kept, url.href))) return keptAnew(cache, url);
  let late: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<Response>((resolve) => {
    late = setTimeout(() => resolve(kept), PATIENCE);
  });
  const fresh = fetch(request).then(
    (response) => (response.status < 500 ? response : kept),
    () => kept,
  );
  return Promise.race([fresh, patience]).finally(() => clearTimeout(late));
}

function withoutQuery(address: string): URL {
  const url = new URL(address);
  url.search = "";
  url.hash = "";
  return url;
}
