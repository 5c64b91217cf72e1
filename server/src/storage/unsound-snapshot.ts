/** A file is no snapshot, or not the one that was written: cut off, rotten, hostile, or of a later version. */
export class UnsoundSnapshot extends Error {
  override readonly name = "UnsoundSnapshot";
  readonly code = "UNSOUND_SNAPSHOT";
}
