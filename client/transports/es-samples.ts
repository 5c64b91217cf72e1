/** Messages of the contract with every field set to a value of its own, by reflection. For tests. */
import {
  create,
  type DescField,
  type DescMessage,
  type MessageShape,
  ScalarType,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";

/** The contract nests less than this. */
const DEEPEST = 5;
/** Above 32 bits, below what a number holds exactly. */
const LARGE = 2n ** 40n;

/** One sample for each member of the widest oneof at any depth of the contract. */
export const SAMPLES = [0, 1, 2, 3, 4, 5, 6, 7] as const;

export function sampleOf<Desc extends DescMessage>(
  schema: Desc,
  variant: number,
  depth = 0,
): MessageShape<Desc> {
  const message = create(schema);
  const fields = reflect(schema, message);
  for (const field of schema.fields) {
    const { oneof } = field;
    if (oneof !== undefined && oneof.fields[variant % oneof.fields.length] !== field) continue;
    const nested = (inner: DescMessage) => reflect(inner, sampleOf(inner, variant, depth + 1));
    if (field.fieldKind === "list") {
      const list = fields.get(field);
      if (field.listKind === "scalar")
        for (const at of [0, 1]) list.add(scalar(field.scalar, field.number + at));
      if (field.listKind === "message" && depth < DEEPEST)
        for (const _ of [0, 1]) list.add(nested(field.message));
    } else if (field.fieldKind === "message") {
      if (depth < DEEPEST) fields.set(field, nested(field.message));
    } else {
      fields.set(field, single(field, variant));
    }
  }
  return message;
}

function single(field: DescField, variant: number): string | number | bigint | boolean {
  if (field.fieldKind === "enum")
    return field.enum.values[1 + (variant % (field.enum.values.length - 1))]?.number ?? 0;
  return field.fieldKind === "scalar" ? scalar(field.scalar, field.number) : 0;
}

function scalar(type: ScalarType, number: number): string | number | bigint | boolean {
  if (type === ScalarType.STRING) return `text ${number}`;
  if (type === ScalarType.BOOL) return true;
  return type === ScalarType.UINT64 ? LARGE + BigInt(number) : 1_000 + number;
}
