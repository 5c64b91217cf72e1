/** An expected failure that one sentence explains: what is wrong and what the user can do. Exit code 2. */
export class Sentence extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "Sentence";
  }
}
