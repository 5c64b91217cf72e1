/** A primitive that may not be mixed up with another of the same type. */
export type Brand<Value, Name extends string> = Value & { readonly __brand: Name };
