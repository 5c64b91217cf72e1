/**
 * The last look at a name inside the log. The full rule is fold-name.ts, before propose; here stands only
 * what can never depend on a Unicode table, so that no name can do harm whoever proposed it.
 */
import { LIMITS } from "../limits.ts";

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
/** Compatibility forms grow when they are folded, at most eighteenfold. */
const FOLDED_MAX_LENGTH = LIMITS.nameCharacters * 18 * 2;

export function isStorableName(name: string, foldedName: string): boolean {
  const characters = Array.from(name).length;
  if (characters === 0 || characters > LIMITS.nameCharacters) return false;
  if (foldedName.length === 0 || foldedName.length > FOLDED_MAX_LENGTH) return false;
  return !CONTROL.test(name) && !CONTROL.test(foldedName);
}

/** Empty is none. */
export function isStorableTopic(topic: string): boolean {
  return Array.from(topic).length <= LIMITS.topicCharacters && !CONTROL.test(topic);
}
