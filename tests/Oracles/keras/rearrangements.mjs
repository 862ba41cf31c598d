// Random layers that move, repeat, add or drop values: they have no weights.

import { flag, pick, shuffled, size, sizes } from './random.mjs';
import { image, last, mostlyLast } from './shapes.mjs';

const pairs = (count, low, high) => Array.from({ length: count }, () => sizes(2, low, high));

/** An image or a sequence, as these layers want it. */
function field() {
  const rank = pick(1, 2, 2, 2);
  const layout = rank === 1 ? 'ChannelsLast' : mostlyLast();
  return [rank, layout, image(rank, size(1, 6), layout)];
}

const otherRank = shape => (flag() ? [...shape, 4] : shape.slice(1));

export const flatten = () => ['Flatten', mostlyLast(), [sizes(size(2, 5), 1, 9)], {}];

export function padding() {
  const [rank, layout, shape] = field();
  return ['Padding', layout, [shape], { mode: 'Zero', amounts: pairs(rank, 0, 5) }];
}

export function brokenPadding() {
  const [layer, layout, [shape], settings] = padding();
  const fault = pick('rank', 'rank', 'pairs', 'negative');
  if (fault === 'rank') return [layer, layout, [otherRank(shape)], settings];
  if (fault === 'pairs') settings.amounts.push([0, 1], [1, 0]);
  else settings.amounts[0][size(0, 1)] = size(-3, -1);
  return [layer, layout, [shape], settings];
}

/** Less than the image has; TensorFlow.js takes an unknown size for zero here. */
export function cropping() {
  const [rank, layout, shape] = field();
  const first = layout === 'ChannelsFirst' ? 1 : 0;
  const amounts = pairs(rank, 0, 3).map(([before, after], axis) => {
    const rest = shape[axis + first] - 1;
    const start = Math.min(before, rest);
    return [start, Math.min(after, rest - start)];
  });
  return ['Cropping', layout, [shape], { amounts }];
}

export function brokenCropping() {
  const [layer, layout, [shape], settings] = cropping();
  const fault = pick('rank', 'rank', 'negative', 'negative', 'all');
  if (fault === 'rank') return [layer, layout, [otherRank(shape)], settings];
  if (fault === 'negative') settings.amounts[0][size(0, 1)] = size(-3, -1);
  else settings.amounts[0][0] = shape[layout === 'ChannelsFirst' ? 1 : 0] + size(0, 2);
  return [layer, layout, [shape], settings];
}

export function upsampling() {
  const [rank, layout, shape] = field();
  return ['Upsampling', layout, [shape], {
    scale: sizes(rank, 1, 4), size: null, method: rank === 1 ? 'Nearest' : pick('Nearest', 'Linear'), alignCorners: false,
  }];
}

export function brokenUpsampling() {
  const [layer, layout, [shape], settings] = upsampling();
  if (size(1, 5) === 1) settings.scale[0] = pick(0, -1);
  else return [layer, layout, [otherRank(shape)], settings];
  return [layer, layout, [shape], settings];
}

/** The same values in another shape: factors of the sizes, grouped anew. */
export function reshape() {
  const shape = sizes(size(1, 4), 1, 8);
  const primes = shape.flatMap(length => ({ 4: [2, 2], 6: [2, 3], 8: [2, 2, 2] }[length] ?? [length]));
  const target = Array(size(1, 4)).fill(1);
  for (const prime of primes) target[size(0, target.length - 1)] *= prime;
  if (flag()) target[size(0, target.length - 1)] = -1;
  return last('Reshape', [shape], { target });
}

export function brokenReshape() {
  const [layer, layout, [shape], { target }] = reshape();
  const fault = pick('size', 'size', 'division', 'division', 'two', 'zero');
  if (fault === 'size') return [layer, layout, [shape], { target: [...target.map(Math.abs), 2] }];
  if (fault === 'division') return [layer, layout, [shape], { target: [-1, 11] }];
  if (fault === 'two') return [layer, layout, [shape], { target: [-1, ...target, -1] }];
  return [layer, layout, [shape], { target: [-1, 0] }];
}

export function permute() {
  const shape = sizes(size(1, 5), 1, 9);
  return last('Permute', [shape], { order: shuffled(shape.map((_, axis) => axis)) });
}

export function brokenPermute() {
  const [layer, layout, [shape], { order }] = permute();
  const fault = pick('rank', 'twice', 'beyond');
  if (fault === 'rank') return [layer, layout, [otherRank(shape)], { order }];
  const change = fault === 'twice' && order.length > 1 ? order[1] : order.length + size(0, 1);
  return [layer, layout, [shape], { order: [change, ...order.slice(1)] }];
}

export const repeatVector = () => last('RepeatVector', [[size(1, 30)]], { count: size(1, 12) });

export function brokenRepeatVector() {
  const [layer, layout, [shape], settings] = repeatVector();
  if (flag()) return [layer, layout, [flag() ? [...shape, 4] : []], settings];
  return [layer, layout, [shape], { count: pick(0, -1, -2, -3) }];
}
