/** A file is no snapshot, or not the one that was written: cut off, rotten, hostile, or of a later version. */
export class UnsoundSnapshot extends Error {
  override readonly name: string = "UnsoundSnapshot";
  readonly code = "UNSOUND_SNAPSHOT";
}

/** The file is as it was written, by a program of another version: another can read it, so nobody may lose it. */
export class OtherSnapshotFormat extends UnsoundSnapshot {
  override readonly name = "OtherSnapshotFormat";
}
