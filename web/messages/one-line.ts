/** Words as a line that shows the beginning of a message. */
export function oneLine(words: string): string {
  return words.replaceAll(/\s+/gu, " ");
}
