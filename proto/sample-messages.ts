/** Fills any message of the contract with distinct values through the setters that a browser uses (google-protobuf). */
import { ScalarType, type DescEnum, type DescField, type DescMessage } from "@bufbuild/protobuf";

/** A google-protobuf message, by its generated methods: the descriptor gives their names. */
export type BrowserMessage = Record<string, (...values: unknown[]) => unknown>;
export type FindClass = (message: DescMessage) => new () => BrowserMessage;

/** Deeper messages are left empty: the contract nests less, and a recursive one must end. */
const DEEPEST = 5;
/** Above 32 bits, below what a JavaScript number holds exactly. */
const LARGE_INTEGER = 2 ** 40;

/** One sample for each member of the widest oneof, so that every field is set in at least one of them. */
export function sampleCount(message: DescMessage): number {
  return Math.max(1, ...message.oneofs.map((oneof) => oneof.fields.length));
}

/** The fields that sample number `variant` sets: all, but one of each oneof. */
export function chosenFields(message: DescMessage, variant: number): readonly DescField[] {
  return message.fields.filter(({ oneof, number }) => {
    const chosen = oneof?.fields[variant % oneof.fields.length];
    return chosen === undefined || chosen.number === number;
  });
}

export function sampleMessage(
  message: DescMessage,
  variant: number,
  findClass: FindClass,
  depth = 0,
): BrowserMessage {
  const Class = findClass(message);
  const sample = new Class();
  if (depth > DEEPEST) return sample;
  const nested = (inner: DescMessage) => sampleMessage(inner, variant, findClass, depth + 1);
  for (const field of chosenFields(message, variant)) {
    const name = field.localName.charAt(0).toUpperCase() + field.localName.slice(1);
    switch (field.fieldKind) {
      case "scalar":
        call(sample, `set${name}`, scalarSample(field.scalar, field.number));
        break;
      case "enum":
        call(sample, `set${name}`, enumSample(field.enum));
        break;
      case "message":
        call(sample, `set${name}`, nested(field.message));
        break;
      case "list":
        call(sample, `set${name}List`, listSample(field, nested));
        break;
      case "map":
        throw new Error(`${field.toString()}: this test does not know maps yet`);
    }
  }
  return sample;
}

/** Two equal-typed fields get different values, so a swapped number shows. */
export function scalarSample(scalar: ScalarType, number: number): unknown {
  switch (scalar) {
    case ScalarType.STRING:
      return `text ${number}`;
    case ScalarType.BYTES:
      return new Uint8Array([number, 0, 255]);
    case ScalarType.BOOL:
      return true;
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return number + 0.5;
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return LARGE_INTEGER + number;
    default:
      return 1000 + number;
  }
}

function listSample(
  field: DescField & { fieldKind: "list" },
  nested: (message: DescMessage) => BrowserMessage,
): readonly unknown[] {
  switch (field.listKind) {
    case "scalar":
      return [
        scalarSample(field.scalar, field.number),
        scalarSample(field.scalar, field.number + 1),
      ];
    case "enum":
      return [enumSample(field.enum)];
    case "message":
      return [nested(field.message), nested(field.message)];
  }
}

function enumSample(values: DescEnum): number {
  return values.values.at(-1)?.number ?? 0;
}

function call(target: BrowserMessage, method: string, value: unknown): void {
  const setter = target[method];
  if (setter === undefined) throw new Error(`the browser's message has no ${method}`);
  setter.call(target, value);
}
