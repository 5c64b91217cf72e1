/**
 * A node will not start, or a cluster will not be made, on what lies on the disk. The message is one or two
 * sentences for people: what was found, and what to do. Nothing was changed.
 */
export class FolderRefusal extends Error {
  override readonly name = "FolderRefusal";
  readonly code = "FOLDER_REFUSED";
}
