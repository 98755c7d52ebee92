/** A value inside the serialised props: itself, or a reference to the table or to a special. */
export type Encoded = string | number | boolean | null | readonly [reference: number];

/** An object of the serialised props: its type, then what makes it. */
export type Entry = readonly [type: number, ...content: Encoded[]];

/** Types of an {@linkcode Entry}. */
export const TYPE = {
  object: 0,
  array: 1,
  date: 2,
  url: 3,
  regexp: 4,
  map: 5,
  set: 6,
  bigint: 7,
  bytes: 8,
  signal: 9,
  computed: 10,
  slot: 11,
} as const;

/** References below zero: values that JSON has no word for. */
export const SPECIAL = {
  undefined: -1,
  nan: -2,
  infinity: -3,
  negativeInfinity: -4,
  negativeZero: -5,
  hole: -6,
} as const;
