export const sceneNames = ["claim", "lost", "rescue", "fair", "remains", "helps"] as const;
export type SceneName = (typeof sceneNames)[number];

/** A paragraph, a remark in small print, or a table. `{a|…}`, `{b|…}` and `{strong|…}` mark what is a twin's, or strong. */
export type Block =
  | string
  | { readonly remark: string }
  | { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

export interface SceneText {
  /** In the list of scenes. */
  readonly name: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** The one thing to try. */
  readonly tryThis: string;
}

/** The third scene asks a lost class under so many masks. */
export const MASKS = 200;
