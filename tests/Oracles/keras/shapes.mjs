// Random shapes and what is put in place of their sizes.

import { flag, pick, random, size, sizes } from './random.mjs';

const LARGEST = { 1: 40, 2: 24, 3: 10 };

export const mostlyLast = () => pick('ChannelsLast', 'ChannelsLast', 'ChannelsLast', 'ChannelsFirst');

export function image(rank, channels, layout) {
  const space = sizes(rank, 3, LARGEST[rank]);
  return layout === 'ChannelsFirst' ? [channels, ...space] : [...space, channels];
}

export const axisOfSpace = (layout, axis) => (layout === 'ChannelsFirst' ? axis + 1 : axis);

/** Hides sizes in about one case of nine, mostly along space or time, sometimes the channels. */
export function hideSizes([layer, layout, inputs, settings]) {
  if (random() >= 1 / 9) return [layer, layout, inputs, settings];
  const hidden = inputs.map(shape => [...shape]);
  const shape = hidden[size(0, hidden.length - 1)];
  const last = shape.length - 1;
  const channel = layout === 'ChannelsFirst' ? 0 : last;
  for (let axis = 0; axis <= last; axis += 1) {
    if (axis === channel ? random() < 0.15 : flag()) shape[axis] = null;
  }
  return [layer, layout, hidden, settings];
}

export const last = (layer, inputs, settings) => [layer, 'ChannelsLast', inputs, settings];
