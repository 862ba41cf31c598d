// Random convolutions of all kinds.

import { flag, ones, pick, size, sizes } from './random.mjs';
import { axisOfSpace, image, mostlyLast } from './shapes.mjs';

export const convolutionSettings = (filters, kernel, stride, padding, dilation, groups, bias) =>
  ({ filters, kernel, stride, padding, dilation, groups, bias });

/** Every small one-axis window, so that no remainder of the division is missed. */
export function* convolutionSweep() {
  for (let length = 4; length <= 9; length += 1) {
    for (let kernel = 1; kernel <= 5; kernel += 1) {
      for (let stride = 1; stride <= 3; stride += 1) {
        for (const padding of ['same', 'valid']) {
          yield ['Conv', 'ChannelsLast', [[length, 2]], convolutionSettings(3, [kernel], [stride], padding, [1], 1, true)];
        }
      }
    }
  }
}

export function plainConvolution() {
  const rank = pick(1, 2, 2, 2, 3);
  // The one-axis layer of TensorFlow.js forgets to turn its channels back.
  const layout = rank === 1 ? 'ChannelsLast' : mostlyLast();
  const dilated = size(1, 4) === 1;
  const stride = dilated ? ones(rank) : sizes(rank, 1, pick(1, 2, 3, 4));
  const dilation = dilated ? sizes(rank, 1, 3) : ones(rank);
  const padding = rank === 2 && size(1, 4) === 1 ? [sizes(2, 0, 3), sizes(2, 0, 3)] : pick('same', 'valid');
  return ['Conv', layout, [image(rank, size(1, 8), layout)],
    convolutionSettings(size(1, 9), sizes(rank, 1, pick(1, 3, 4, 5)), stride, padding, dilation, 1, flag())];
}

/** A depthwise convolution is the only grouped one TensorFlow.js has; it ignores dilations. */
export function depthwiseConvolution() {
  const layout = mostlyLast();
  const channels = size(2, 7);
  const stride = size(1, 3);
  const padding = size(1, 4) === 1 ? [sizes(2, 0, 3), sizes(2, 0, 3)] : pick('same', 'valid');
  return ['Conv', layout, [image(2, channels, layout)],
    convolutionSettings(channels * size(1, 3), sizes(2, 1, 4), [stride, stride], padding, [1, 1], channels, flag())];
}

export function brokenConvolution() {
  const [layer, layout, inputs, settings] = plainConvolution();
  const rank = settings.kernel.length;
  const axis = size(0, rank - 1);
  const fault = pick('kernel', 'kernel', 'rank', 'rank', 'filters', 'stride', 'kernel zero', 'dilation',
    'dilated stride', 'dilated stride', 'channels', 'length', 'dilation length');
  if (fault === 'kernel') {
    settings.kernel[axis] = inputs[0][axisOfSpace(layout, axis)] + size(1, 5);
    settings.padding = 'valid';
  } else if (fault === 'rank') {
    inputs[0] = flag() ? [...inputs[0], 4] : inputs[0].slice(1);
    settings.padding = typeof settings.padding === 'string' ? settings.padding : 'valid';
  } else if (fault === 'filters') settings.filters = pick(0, -2);
  else if (fault === 'stride') settings.stride[axis] = pick(0, -1);
  else if (fault === 'kernel zero') settings.kernel[axis] = pick(0, -1);
  else if (fault === 'dilation') settings.dilation[axis] = pick(0, -1);
  else if (fault === 'dilated stride') {
    settings.stride = ones(rank);
    settings.dilation = ones(rank);
    settings.stride[axis] = size(2, 3);
    settings.dilation[size(0, rank - 1)] = size(2, 3);
    settings.padding = 'same';
  } else if (fault === 'channels') inputs[0][layout === 'ChannelsFirst' ? 0 : rank] = null;
  else if (fault === 'length') settings.stride = [...settings.stride, 1];
  else settings.dilation = [...settings.dilation, 1];
  return [layer, layout, inputs, settings];
}


/** Causal padding is for one axis; every small window of it. */
export function* causalSweep() {
  for (let length = 3; length <= 6; length += 1) {
    for (let kernel = 1; kernel <= 4; kernel += 1) {
      for (let stride = 1; stride <= 3; stride += 1) {
        yield ['Conv', 'ChannelsLast', [[length, 2]], convolutionSettings(3, [kernel], [stride], 'causal', [1], 1, true)];
      }
    }
  }
}

function causalConvolution() {
  const dilated = flag();
  return ['Conv', 'ChannelsLast', [image(1, size(1, 8), 'ChannelsLast')],
    convolutionSettings(size(1, 9), [size(1, 5)], [dilated ? 1 : size(1, 4)], 'causal', [dilated ? size(1, 4) : 1], 1, flag())];
}

/** Sequences with causal padding or padding in numbers. */
export function paddedSequence() {
  const [layer, layout, inputs, settings] = causalConvolution();
  if (size(1, 3) === 1) settings.padding = [sizes(2, 0, 4)];
  return [layer, layout, inputs, settings];
}

export function brokenCausal() {
  const [layer, layout, inputs, settings] = causalConvolution();
  const fault = pick('plane', 'rank', 'filters', 'dilated stride', 'length');
  if (fault === 'plane') {
    inputs[0] = image(2, 3, layout);
    Object.assign(settings, { kernel: sizes(2, 2, 4), stride: ones(2), dilation: ones(2) });
  } else if (fault === 'rank') inputs[0] = flag() ? [...inputs[0], 4] : inputs[0].slice(1);
  else if (fault === 'filters') settings.filters = pick(0, -2);
  else if (fault === 'dilated stride') Object.assign(settings, { kernel: [3], stride: [size(2, 3)], dilation: [size(2, 3)] });
  else settings.stride = [...settings.stride, 1];
  return [layer, layout, inputs, settings];
}

// -- transposed, depthwise and separable convolution ------------------------------

export const transposedSettings = (filters, kernel, stride, padding, bias) =>
  ({ filters, kernel, stride, dilation: ones(kernel.length), padding, outputPadding: null, groups: 1, bias });

export function* transposedSweep() {
  for (let length = 1; length <= 3; length += 1) {
    for (let kernel = 1; kernel <= 4; kernel += 1) {
      for (let stride = 1; stride <= 4; stride += 1) {
        for (const padding of ['same', 'valid']) {
          yield ['ConvTranspose', 'ChannelsLast', [[length, 2]], transposedSettings(3, [kernel], [stride], padding, true)];
        }
      }
    }
  }
}

export function transposedConvolution() {
  const rank = pick(1, 2, 2, 2, 3);
  const layout = rank === 1 ? 'ChannelsLast' : mostlyLast();
  const shape = image(rank, size(1, 6), layout);
  return ['ConvTranspose', layout, [shape.map(length => Math.min(length, 12))],
    transposedSettings(size(1, 7), sizes(rank, 1, pick(2, 3, 4)), sizes(rank, 1, pick(2, 3)), pick('same', 'valid'), flag())];
}

/** The settings that depthwise and separable convolutions share; Keras wants equal strides along both axes. */
function channelwise(dilates) {
  const rank = pick(1, 2, 2);
  const layout = rank === 1 ? 'ChannelsLast' : mostlyLast();
  const dilated = dilates && size(1, 4) === 1;
  const stride = Array(rank).fill(dilated ? 1 : size(1, 3));
  const dilation = dilated ? sizes(rank, 1, 3) : ones(rank);
  const padding = size(1, 5) === 1 ? Array.from({ length: rank }, () => sizes(2, 0, 3)) : pick('same', 'same', 'valid');
  return [layout, [image(rank, size(1, 7), layout)],
    { multiplier: size(1, 3), kernel: sizes(rank, 1, 3), stride, dilation, padding, bias: flag() }];
}

/** TensorFlow.js ignores the dilations of this one. */
export const depthwiseLayer = () => ['DepthwiseConv', ...channelwise(false)];

export function separableConvolution() {
  const [layout, inputs, settings] = channelwise(true);
  return ['SeparableConv', layout, inputs, { filters: size(1, 8), ...settings }];
}

/** Faults that all three refuse. */
function withFault([layer, layout, inputs, settings], ...more) {
  const rank = settings.kernel.length;
  const fault = pick('rank', 'rank', 'channels', 'length', 'dilation length', 'kernel zero', ...more);
  if (fault === 'rank') inputs[0] = flag() ? [...inputs[0], 4] : inputs[0].slice(1);
  else if (fault === 'channels') inputs[0][layout === 'ChannelsFirst' ? 0 : rank] = null;
  else if (fault === 'length') settings.stride = [...settings.stride, 1];
  else if (fault === 'dilation length') settings.dilation = [...settings.dilation, 1];
  else if (fault === 'kernel zero') settings.kernel[0] = pick(0, -1);
  else if (fault === 'causal') settings.padding = 'causal';
  else if (fault === 'filters') settings.filters = pick(0, -2);
  else if (fault === 'multiplier') settings.multiplier = pick(0, -1);
  else Object.assign(settings, { stride: Array(rank).fill(2), dilation: Array(rank).fill(2), padding: 'same' });
  return [layer, layout, inputs, settings];
}

export const brokenTransposed = () => withFault(transposedConvolution(), 'causal', 'filters');
export const brokenDepthwise = () => withFault(depthwiseLayer(), 'multiplier');
export const brokenSeparable = () => withFault(separableConvolution(), 'filters', 'filters', 'multiplier', 'dilated stride');
