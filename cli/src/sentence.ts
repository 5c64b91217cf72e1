/** An expected failure that one sentence explains: what is wrong and what the user can do. Printed alone, without a stack. */
export class Sentence extends Error {
  override readonly name = "Sentence";
  readonly exitCode: number;
  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}
