/**
 * Whether what clients saw can have come from one copy that does one thing at a time (Herlihy and Wing 1990):
 * is there an order of the operations that keeps real time and that the model can take? The search is that of
 * Wing and Gong (1993) with the memory of Lowe (2017): the same operations done and the same state reached need
 * no second look.
 */
export interface Model<State, Input, Output> {
  readonly initial: State;
  /** The state afterwards; null when `output` cannot be the answer here. A null output is unknown: any will do. */
  step(state: State, input: Input, output: Output | null): State | null;
  /** Equal for equal states only. */
  keyOf(state: State): string | number;
}

export interface Operation<Input, Output> {
  readonly calledAt: number;
  /** Infinity when nobody ever heard of it again: it may take effect at any later time. */
  readonly returnedAt: number;
  readonly input: Input;
  readonly output: Output | null;
}

/** A call or a return, in a list in order of time. */
interface Moment {
  readonly operation: number;
  readonly isCall: boolean;
  next: Moment | null;
  previous: Moment | null;
}

export function isLinearizable<State, Input, Output>(
  model: Model<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
): boolean {
  const { head, returnOf } = momentsOf(operations);
  const done = new Uint32Array(Math.ceil(operations.length / 32));
  const seen = new Set<string>();
  const path: { readonly call: Moment; readonly before: State }[] = [];
  let state = model.initial;
  let at = head.next;
  while (at !== null) {
    const operation = operations[at.operation];
    const returned = returnOf[at.operation];
    if (operation === undefined || returned === undefined)
      throw new Error("moments have operations");
    if (at.isCall) {
      const next = model.step(state, operation.input, operation.output);
      if (next !== null && isFresh(seen, done, at.operation, model.keyOf(next))) {
        flip(done, at.operation);
        path.push({ call: at, before: state });
        state = next;
        remove(at);
        remove(returned);
        at = head.next;
      } else at = at.next;
      continue;
    }
    // It returned before any order of what was open could take it: the last choice was wrong.
    const last = path.pop();
    if (last === undefined) return false;
    const back = returnOf[last.call.operation];
    if (back === undefined) throw new Error("moments have operations");
    state = last.before;
    flip(done, last.call.operation);
    restore(back);
    restore(last.call);
    at = last.call.next;
  }
  return true;
}

/** Remembers the set of operations with this one added, and the state. */
function isFresh(
  seen: Set<string>,
  done: Uint32Array,
  operation: number,
  state: string | number,
): boolean {
  flip(done, operation);
  const key = `${done.join(",")}/${state}`;
  flip(done, operation);
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

function flip(done: Uint32Array, operation: number): void {
  const word = operation >>> 5;
  done[word] = ((done[word] ?? 0) ^ (1 << (operation & 31))) >>> 0;
}

function momentsOf(operations: readonly Operation<unknown, unknown>[]): {
  readonly head: Moment;
  readonly returnOf: readonly Moment[];
} {
  const moments: { readonly at: number; readonly moment: Moment }[] = [];
  const returnOf: Moment[] = [];
  for (const [operation, { calledAt, returnedAt }] of operations.entries()) {
    const call: Moment = { operation, isCall: true, next: null, previous: null };
    const end: Moment = { operation, isCall: false, next: null, previous: null };
    returnOf.push(end);
    moments.push({ at: calledAt, moment: call }, { at: returnedAt, moment: end });
  }
  // At one moment calls come first: what touches may overlap. Two infinities are equal, not a NaN apart.
  moments.sort((a, b) => {
    if (a.at !== b.at) return a.at < b.at ? -1 : 1;
    return Number(b.moment.isCall) - Number(a.moment.isCall);
  });
  const head: Moment = { operation: -1, isCall: true, next: null, previous: null };
  let last = head;
  for (const { moment } of moments) {
    moment.previous = last;
    last.next = moment;
    last = moment;
  }
  return { head, returnOf };
}

function remove({ previous, next }: Moment): void {
  if (previous !== null) previous.next = next;
  if (next !== null) next.previous = previous;
}

/** Undoes `remove`: in the opposite order, the neighbours are those of then. */
function restore(moment: Moment): void {
  if (moment.previous !== null) moment.previous.next = moment;
  if (moment.next !== null) moment.next.previous = moment;
}
