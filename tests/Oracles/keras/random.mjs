// Random choices that repeat: one seed makes one file.

let state = 0;

export function seed(value) {
  state = value >>> 0;
}

/** A small generator (mulberry32). */
export function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}

export const size = (low, high) => low + Math.floor(random() * (high - low + 1));
export const sizes = (count, low, high) => Array.from({ length: count }, () => size(low, high));
export const pick = (...choices) => choices[size(0, choices.length - 1)];
export const flag = () => random() < 0.5;
export const ones = rank => Array(rank).fill(1);

export function shuffled(list) {
  const rest = [...list];
  return list.map(() => rest.splice(size(0, rest.length - 1), 1)[0]);
}
