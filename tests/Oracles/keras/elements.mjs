// Random layers that keep the space: dense, embedding, normalization, activation, dropout.

import { ACTIVATIONS } from './build.mjs';
import { flag, pick, shuffled, size, sizes } from './random.mjs';
import { last, mostlyLast } from './shapes.mjs';

export const dense = () => last('Dense', [sizes(size(1, 4), 1, 12)], { units: size(1, 40), bias: flag() });

export function brokenDense() {
  const [shape, units] = pick([sizes(2, 1, 9), 0], [sizes(1, 1, 9), -3], [[], 4]);
  return last('Dense', [shape], { units, bias: flag() });
}

export const embedding = () => last('Embedding', [sizes(size(1, 3), 1, 12)], { vocabulary: size(1, 500), width: size(1, 64) });

export function brokenEmbedding() {
  const [vocabulary, width] = pick([0, 8], [-1, 8], [10, 0], [10, -2]);
  return last('Embedding', [sizes(size(1, 2), 1, 9)], { vocabulary, width });
}

export const dropout = () => last('Dropout', [sizes(size(1, 4), 1, 9)], { rate: pick(0, 0.1, 0.25, 0.5, 0.9) });

// -- normalization ----------------------------------------------------------------

export const batchNormalization = () => ['Normalization', mostlyLast(), [sizes(size(1, 4), 1, 12)],
  { kind: 'Batch', scale: flag(), center: flag(), statistics: true }];

export function brokenBatchNormalization() {
  const [layer, layout, [shape], settings] = batchNormalization();
  shape[layout === 'ChannelsFirst' ? 0 : shape.length - 1] = null;
  return [layer, layout, [shape], settings];
}

/** Over the last axes, whatever the layout. */
export function layerNormalization() {
  const shape = sizes(size(1, 4), 1, 12);
  return ['Normalization', mostlyLast(), [shape],
    { kind: 'Layer', axes: size(1, 2) === 1 ? 1 : size(1, shape.length), scale: flag(), center: flag() }];
}

export function brokenLayerNormalization() {
  const [layer, layout, [shape], settings] = layerNormalization();
  if (flag()) settings.axes = shape.length + size(2, 3);
  else Object.assign(settings, { scale: true }, shape.fill(null, -1));
  return [layer, layout, [shape], settings];
}

// -- activation -------------------------------------------------------------------

export const activation = () => last('Activation', [sizes(size(1, 4), 1, 9)], { kind: pick('leaky_relu', ...Object.keys(ACTIVATIONS)) });

export function axisActivation() {
  const shape = sizes(size(1, 4), 1, 9);
  const axis = size(-shape.length, shape.length - 1);
  return last('Activation', [shape], size(1, 5) === 1 ? { kind: 'threshold' } : { kind: 'softmax', axis });
}

/** One slope for all along the shared axes, else one an element. */
export function prelu() {
  const shape = sizes(size(1, 4), 1, 9);
  const axes = shuffled(shape.map((_, axis) => axis)).slice(size(0, shape.length));
  return ['Activation', mostlyLast(), [shape], { kind: 'PRelu', sharedAxes: axes.sort() }];
}

/** An axis with slopes of its own must be known. */
export function brokenPrelu() {
  const [layer, layout, [shape], settings] = prelu();
  const own = size(0, shape.length - 1);
  settings.sharedAxes = settings.sharedAxes.filter(axis => axis !== own);
  shape[own] = null;
  return [layer, layout, [shape], settings];
}
