import { expect, test } from "vitest";
import type { Entry } from "../src/ports.ts";
import * as words from "./chat-words.ts";
import type { Operation } from "./chat-words.ts";
import { SeededRandom } from "./seeded-random.ts";
import { openChat } from "./sim-chat.ts";
import type { SimChat } from "./sim-chat.ts";

const BORN_MS = 1_767_225_600_000;
const NOW = { soon: (run: () => void): void => run() };
const NOTE_EVERY = 20;
const LOGS = 30;
const COMMANDS = 80;

interface Person {
  readonly name: string;
  readonly token: Uint8Array;
  nextSeq: number;
}

/** Commands of a few people, many of them sent again later, as a client does that lost its answer. */
function commandsOf(random: SeededRandom): readonly Uint8Array[] {
  const people: Person[] = ["a", "b", "c"].map((name) => {
    return { name, token: random.bytes(32), nextSeq: 1 };
  });
  const keyOf = ({ name, nextSeq: seq }: Person): words.Key => {
    return { clientId: name, seq, bornMs: BORN_MS, ackUpto: random.chance(700) ? seq - 1 : 0 };
  };
  const commands = people.map((one) => words.signUp(keyOf(one), one.name, one.token));
  // Rooms have the ids that the log gives them; some named here do not exist (yet).
  const rooms = Array.from({ length: 12 }, (_, offset) => String((offset + 1) * 64));
  const operationOf = (): Operation => {
    const conversationId = random.pick(rooms);
    const name = `room ${random.uint32()}`;
    return random.pick([
      { case: "createRoom", value: { name, foldedName: name } } as const,
      { case: "joinRoom", value: { conversationId } } as const,
      { case: "sendMessage", value: { conversationId, text: `text ${random.uint32()}` } } as const,
      { case: "sendMessage", value: { conversationId, text: `text ${random.uint32()}` } } as const,
      {
        case: "markRead",
        value: { conversationId, epoch: 0n, seq: BigInt(random.below(9)) },
      } as const,
    ]);
  };
  while (commands.length < COMMANDS) {
    if (commands.length > people.length && random.chance(300)) {
      commands.push(random.pick(commands.slice(people.length)));
    }
    const one = random.pick(people);
    const operations = Array.from({ length: random.between(1, 4) }, operationOf);
    commands.push(words.write(keyOf(one), one.token, operations));
    one.nextSeq += operations.length;
  }
  return commands;
}

function open(kind: "sqlite" | "model", copy: Uint8Array | null = null): SimChat {
  return openChat({ kind, clock: NOW, copy, noteEvery: NOTE_EVERY });
}

function apply(chat: SimChat, entries: readonly Entry[]) {
  let results: readonly Uint8Array[] = [];
  chat.apply(entries, true, (given) => (results = given));
  return results.map((result) => (result.length === 0 ? [] : words.readAnswers(result)));
}

function essenceOf(answers: ReturnType<typeof words.readAnswers>) {
  return answers.map(({ clientId, seq, index, outcome }) => {
    const of = outcome.case === "conversationChanged" ? outcome.value.conversation?.id : "";
    const place =
      outcome.case === "messageSent" ? [outcome.value.conversationId, outcome.value.seq] : [];
    const reason = outcome.case === "refusal" ? outcome.value.reason : "";
    return [clientId, seq, index, outcome.case, of, place, reason];
  });
}

test("the model answers every log as the chat does, over restarts too", async () => {
  for (let seed = 1; seed <= LOGS; seed += 1) {
    const random = new SeededRandom(seed, "model");
    let [real, model] = [open("sqlite"), open("model")];
    for (const [offset, data] of commandsOf(random).entries()) {
      const index = offset + 1;
      const entry = { index, term: 1, time: BORN_MS + index, kind: "command", data } as const;
      const [expected, answers] = [real, model].map((chat) => apply(chat, [entry]).map(essenceOf));
      expect(answers, `seed ${seed}, index ${index}`).toEqual(expected);
      if (!random.chance(50)) continue;
      const copies = [real.serialize(), model.serialize()] as const;
      await Promise.all([real.close(), model.close()]);
      [real, model] = [open("sqlite", copies[0]), open("model", copies[1])];
    }
    const noted = [real, model].map((chat) => chat.notes().notes.map(({ index }) => index));
    expect(noted[0]).toEqual([20, 40, 60, 80]);
    expect(noted[1]).toEqual(noted[0]);
    const histories = await Promise.all(
      [real, model].map((chat) => chat.query("history", { afterId: "", limit: 1_000 })),
    );
    const [expected, rows] = histories.map((history) =>
      history.map(({ id, conversationId, seq, text, clientId, clientSeq }) => {
        return { id, conversationId, seq, text, clientId, clientSeq };
      }),
    );
    expect(rows).toEqual(expected);
    await Promise.all([real.close(), model.close()]);
  }
});

test("a model opened from a copy goes on where the copy was made", () => {
  const model = open("model");
  const random = new SeededRandom(1, "copy");
  const entries = commandsOf(random).map((data, offset) => {
    return { index: offset + 1, term: 1, time: BORN_MS, kind: "command", data } as const;
  });
  apply(model, entries.slice(0, 40));
  const copy = open("model", model.serialize());
  apply(model, entries.slice(40));
  apply(copy, entries.slice(40));
  expect(copy.serialize()).toEqual(model.serialize());
});
