/**
 * Test support: requests that nobody means well with, made from the descriptors. First each field with each hostile value in
 * an otherwise good request; then, at random from a number, bytes of chance, broken requests, and many bad fields at once.
 */
import { ScalarType } from "@bufbuild/protobuf";
import type { DescField, DescMessage, DescMethod } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import { operationName } from "./contract-operations.ts";
import {
  HOSTILE_COUNTS,
  HOSTILE_HEADERS,
  HOSTILE_NUMBERS,
  HOSTILE_STRINGS,
} from "./hostile-values.ts";

/** A good value of a field, or undefined to leave it out. */
export type Good = (field: DescField) => bigint | string | undefined;

export interface HostileInput {
  readonly method: DescMethod;
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** For people: which method, and what is wrong. */
  readonly what: string;
}

/** What a value is on the wire; a message is its bytes. */
type Wire = bigint | Uint8Array;

/** Where the bad value goes: field by field down from the request. */
interface Spot {
  readonly path: readonly DescField[];
  readonly values: readonly Wire[];
}

const NONE = {};
const MAX_DEPTH = 4;

export class HostileInputs {
  readonly #methods: readonly DescMethod[];
  readonly #good: Good;
  #seed: number;

  constructor(methods: readonly DescMethod[], good: Good, seed: number) {
    this.#methods = methods;
    this.#good = good;
    this.#seed = seed;
  }

  /** Without an end: the planned ones, then those of chance. */
  *all(): Generator<HostileInput> {
    yield* this.each();
    yield* this.atRandom();
  }

  /** Each field of each request, also of those within, with each value that is bad for its kind. */
  *each(): Generator<HostileInput> {
    for (const method of this.#methods) {
      for (const { path, values } of spotsOf(method.input)) {
        const name = path.map((field) => field.name).join(".");
        for (const [at, value] of values.entries()) {
          const bytes = this.#message(
            method.input,
            (field) => (field === path.at(-1) ? value : undefined),
            path,
          );
          yield { method, bytes, headers: NONE, what: `${operationName(method)} ${name} #${at}` };
        }
        for (const count of HOSTILE_COUNTS.filter(() => path.at(-1)?.fieldKind === "list")) {
          const bytes = this.#repeated(path, count);
          yield {
            method,
            bytes,
            headers: NONE,
            what: `${operationName(method)} ${name} x ${count}`,
          };
        }
      }
    }
  }

  /** Without an end. */
  *atRandom(): Generator<HostileInput> {
    for (;;) {
      // A write is many things.
      const method = this.#below(3) === 0 ? WriteService.method.write : this.#pick(this.#methods);
      const [how, bytes] = this.#attack(method.input);
      const headers = this.#below(10) === 0 ? this.#pick(HOSTILE_HEADERS) : NONE;
      yield { method, bytes, headers, what: `${operationName(method)} ${how}` };
    }
  }

  #attack(input: DescMessage): [string, Uint8Array] {
    switch (this.#below(8)) {
      case 0:
        return ["bytes of chance", this.#chance(this.#below(300))];
      case 1: {
        const good = this.#message(input, () => undefined);
        return ["cut off", good.subarray(0, this.#below(good.length + 1))];
      }
      case 2:
        return ["bits turned", this.#turned(this.#message(input, () => undefined))];
      case 3: {
        const [one, other] = [
          this.#message(input, this.#bad(6)),
          this.#message(input, this.#bad(6)),
        ];
        return ["two in one", Buffer.concat([one, other])];
      }
      case 4:
        return [
          "fields of a stranger",
          Buffer.concat([this.#message(this.#pick(this.#methods).input, this.#bad(3))]),
        ];
      case 5:
        return ["one bad field in twelve", this.#message(input, this.#bad(12))];
      default:
        return ["one bad field in four", this.#message(input, this.#bad(4))];
    }
  }

  #bad(oneIn: number): (field: DescField) => Wire | undefined {
    return (field) => {
      if (this.#below(oneIn) !== 0) return undefined;
      const values = valuesFor(field);
      return values.length === 0 ? this.#chance(this.#below(40)) : this.#pick(values);
    };
  }

  /** Of each oneof one field, that on the path or any; everything else once, good unless `bad` has something. */
  #message(
    schema: DescMessage,
    bad: (field: DescField) => Wire | undefined,
    path: readonly DescField[] = [],
    depth = 0,
  ): Uint8Array {
    const writer = new BinaryWriter();
    const [next, ...rest] = path;
    for (const member of schema.members) {
      const field =
        member.kind === "oneof"
          ? (member.fields.find((one) => one === next) ?? this.#pick(member.fields))
          : member;
      const within = field === next ? rest : [];
      const wire = bad(field) ?? this.#goodWire(field, bad, within, depth);
      if (wire !== undefined) write(writer, field, wire);
    }
    return writer.finish();
  }

  #goodWire(
    field: DescField,
    bad: (field: DescField) => Wire | undefined,
    path: readonly DescField[],
    depth: number,
  ): Wire | undefined {
    const inner = innerOf(field);
    if (inner !== undefined)
      return depth < MAX_DEPTH ? this.#message(inner, bad, path, depth + 1) : undefined;
    const value = this.#good(field);
    return typeof value === "string" ? Buffer.from(value) : value;
  }

  /** The field at the end of the path so often, each time anew. */
  #repeated(path: readonly DescField[], count: number): Uint8Array {
    const [field, ...rest] = path;
    const writer = new BinaryWriter();
    if (field === undefined) return writer.finish();
    if (rest.length > 0) {
      write(writer, field, this.#repeated(rest, count));
      return writer.finish();
    }
    for (let at = 0; at < count; at += 1) {
      const wire = this.#goodWire(field, () => undefined, [], 0);
      if (wire !== undefined) write(writer, field, wire);
    }
    return writer.finish();
  }

  #turned(from: Uint8Array): Uint8Array {
    const bytes = Uint8Array.from(from);
    for (let turns = 1 + this.#below(4); turns > 0; turns -= 1) {
      const at = this.#below(Math.max(1, bytes.length));
      bytes[at] = (bytes[at] ?? 0) ^ (1 << this.#below(8));
    }
    return bytes;
  }

  #chance(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#below(256));
  }

  #pick<Value>(values: readonly Value[]): Value {
    const value = values[this.#below(values.length)];
    if (value === undefined) throw new Error("there is nothing to choose from");
    return value;
  }

  /** Marsaglia's xorshift32. */
  #below(limit: number): number {
    this.#seed ^= this.#seed << 13;
    this.#seed ^= this.#seed >>> 17;
    this.#seed ^= this.#seed << 5;
    return (this.#seed >>> 0) % limit;
  }
}

function spotsOf(schema: DescMessage, above: readonly DescField[] = []): Spot[] {
  return schema.fields.flatMap((field) => {
    const path = [...above, field];
    const inner = innerOf(field);
    const within = inner === undefined || above.length >= MAX_DEPTH ? [] : spotsOf(inner, path);
    return [{ path, values: valuesFor(field) }, ...within];
  });
}

function innerOf(field: DescField): DescMessage | undefined {
  return field.fieldKind === "message" || field.fieldKind === "list" ? field.message : undefined;
}

/** None for a message, whose own fields have theirs. */
function valuesFor(field: DescField): readonly Wire[] {
  if (field.fieldKind === "enum" || (field.fieldKind === "list" && field.listKind === "enum"))
    return HOSTILE_NUMBERS;
  if (field.fieldKind !== "scalar" && !(field.fieldKind === "list" && field.listKind === "scalar"))
    return [];
  const isText = field.scalar === ScalarType.STRING || field.scalar === ScalarType.BYTES;
  return isText ? HOSTILE_STRINGS : HOSTILE_NUMBERS;
}

function write(writer: BinaryWriter, { number }: DescField, wire: Wire): void {
  if (typeof wire === "bigint") {
    writer.tag(number, WireType.Varint).uint64(BigInt.asUintN(64, wire));
  } else {
    writer.tag(number, WireType.LengthDelimited).bytes(wire);
  }
}
