/** Bugs that the specification has to find alone, with the witness muted (`npm run mutants -- --spec`). */
export const FOUND_BY_SPEC: readonly string[] = [
  "a vote is granted before it is durable",
  "a candidate asks before its own vote is durable",
  "a vote does not ask whose log is newer",
  "a candidate counts its own vote before it is durable",
  "a second candidate gets the same vote",
  "leadership is handed to a follower that lacks entries",
];
