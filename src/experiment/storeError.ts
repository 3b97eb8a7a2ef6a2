/** Trouble with a store that stays until someone does something about it; the message is a sentence for the user. */
export class StoreError extends Error {
  override readonly name: string = "StoreError";
}

/** There is no store in this place yet, or one with which nothing has been run. */
export class NoStoreError extends StoreError {
  override readonly name = "NoStoreError";
}

/**
 * Trouble that may pass: locked, full, disconnected. Whether the call took effect is not known; every call of the contracts may be made
 * again.
 */
export class TransientStoreError extends StoreError {
  override readonly name = "TransientStoreError";
}

/** Nobody answers where a store should be, however often it was tried. */
export class UnreachableStoreError extends StoreError {
  override readonly name = "UnreachableStoreError";
}

/** What a store holds is not what was written into it: the bytes have changed. */
export class DamagedStoreError extends StoreError {
  override readonly name = "DamagedStoreError";
}

/**
 * The store was removed, or another is in its place, since it was opened. What is written all the same is kept elsewhere when it is closed,
 * if it can be, with all that was there; the error of `close` says where.
 */
export class LostStoreError extends StoreError {
  override readonly name = "LostStoreError";
}
