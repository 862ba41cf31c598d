// Random pools.

import { flag, ones, pick, size, sizes } from './random.mjs';
import { axisOfSpace, image, mostlyLast } from './shapes.mjs';

export const poolSettings = (kind, kernel, stride, padding, global = false) =>
  ({ kind, kernel, stride, padding, dilation: ones(kernel.length), ceiling: false, global });

export function* poolSweep() {
  for (let length = 4; length <= 8; length += 1) {
    for (let kernel = 1; kernel <= 4; kernel += 1) {
      for (let stride = 1; stride <= 4; stride += 1) {
        for (const padding of ['same', 'valid']) {
          const kind = (length + kernel + stride) % 2 ? 'Max' : 'Average';
          yield ['Pool', 'ChannelsLast', [[length, 2]], poolSettings(kind, [kernel], [stride], padding)];
        }
      }
    }
  }
}

export function windowPool() {
  const rank = pick(1, 2, 2, 3);
  // The one-axis layer has no data format.
  const layout = rank === 1 ? 'ChannelsLast' : mostlyLast();
  const kernel = sizes(rank, 1, pick(2, 3, 4));
  const stride = pick([...kernel], sizes(rank, 1, 3), sizes(rank, 1, 5));
  const padding = rank === 2 && size(1, 5) === 1 ? [sizes(2, 0, 2), sizes(2, 0, 2)] : pick('same', 'valid');
  return ['Pool', layout, [image(rank, size(1, 6), layout)], poolSettings(pick('Max', 'Average'), kernel, stride, padding)];
}

export function globalPool() {
  const rank = pick(1, 2);
  const layout = rank === 1 ? 'ChannelsLast' : mostlyLast();
  return ['Pool', layout, [image(rank, size(1, 9), layout)],
    poolSettings(pick('Max', 'Average'), ones(rank), ones(rank), 'valid', true)];
}

export function brokenPool() {
  const [layer, layout, inputs, settings] = size(1, 6) === 1 ? globalPool() : windowPool();
  const axis = size(0, settings.kernel.length - 1);
  const fault = settings.global ? 'rank' : pick('kernel', 'rank', 'rank', 'stride', 'kernel zero');
  if (fault === 'kernel') {
    settings.kernel[axis] = inputs[0][axisOfSpace(layout, axis)] + size(1, 5);
    settings.padding = 'valid';
  } else if (fault === 'rank') {
    inputs[0] = flag() ? [...inputs[0], 4] : inputs[0].slice(1);
    settings.padding = typeof settings.padding === 'string' ? settings.padding : 'valid';
  } else if (fault === 'stride') settings.stride[axis] = pick(0, -1);
  else settings.kernel[axis] = pick(0, -1);
  return [layer, layout, inputs, settings];
}
