/** What a deploy consists of, as its service worker knows it. */
export interface Deploy {
  /** Another one for every other content. */
  readonly version: string;
  /** Path in the site's folder and SHA-256 in hexadecimal of every file but the digits. */
  readonly files: readonly (readonly [path: string, sum: string])[];
  /** Paths of the digits; their names tell their contents. */
  readonly digits: readonly string[];
}

/** What a page asks of the service worker: to keep the digits, too. */
export type Wish = "keep digits";
