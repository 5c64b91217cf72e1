/** Links among words look alike wherever the words are. */
export const LINK_LOOK = "text-accent hover:text-accent-strong underline underline-offset-2";
