/** Thrown for data that cannot be used; the message is a sentence for the user. */
export class DataError extends Error {
  override readonly name = "DataError";
}
