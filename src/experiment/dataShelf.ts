/** A file of a data set, by its name within the folder of the set. */
export interface ShelvedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A data set whose files a store keeps, for workers that have none. */
export interface ShelvedData {
  /** What `--dataset` calls it, without its folder. */
  readonly name: string;
  /** Of the names and the contents of its files. */
  readonly hash: string;
  readonly bytes: number;
  /** When it was put there. */
  readonly pushed: string;
}

/** How large a data set may be that is put there, in bytes. */
export const SHELF_LIMIT = 100_000_000;

/** Small data sets that lie in a store beside the runs. Any method may throw StoreError. */
export interface DataShelf {
  /** The last that were put there come first. */
  list(): Promise<ShelvedData[]>;
  /** Puts the files of a set there, whole or not at all; false where the same ones are there. */
  put(name: string, files: readonly ShelvedFile[]): Promise<boolean>;
  /** The files of a set; undefined where it was removed. */
  get(hash: string): Promise<ShelvedFile[] | undefined>;
  /** Gives how many sets of that name were removed. */
  remove(name: string): Promise<number>;
}
