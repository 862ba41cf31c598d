// Writes Fixtures/keras-catalogue.jsonl: what Keras, as built by TensorFlow.js, says about the rest of the layer
// catalogue. As in keras_layers.mjs, shapes are those of symbolic tensors and counts those of built layers; every case
// is run on real tensors too, and one whose run differs from its symbolic shape is an error of this script.

import { writeFileSync } from 'node:fs';
import tf from '@tensorflow/tfjs';
import { generator } from './random.mjs';

const SEED = 20241124;
const TARGET = new URL('../Fixtures/keras-catalogue.jsonl', import.meta.url);
const STAND_IN = 6;

const zeros = {
  kernelInitializer: 'zeros', depthwiseInitializer: 'zeros', pointwiseInitializer: 'zeros', recurrentInitializer: 'zeros',
};
const dataFormat = layout => (layout === 'ChannelsFirst' ? 'channelsFirst' : 'channelsLast');
const withBatch = axis => (axis >= 0 ? axis + 1 : axis);
const L = tf.layers;

// -- building -----------------------------------------------------------------

const window = s => ({ name: 'layer', kernelSize: s.kernel, strides: s.stride, padding: s.padding, useBias: s.bias, ...zeros });

function rnn(s, more = {}) {
  const common = { units: s.units, returnSequences: s.returnSequences, useBias: s.biasVectors === 1, ...zeros, ...more };
  if (s.kind === 'SimpleRnn') return L.simpleRNN(common);
  return s.kind === 'Gru' ? L.gru({ ...common, resetAfter: s.resetAfter }) : L.lstm(common);
}

function buildRecurrent({ settings: s }) {
  if (s.bidirectional === null) return rnn(s, { name: 'layer' });
  const mergeMode = { Concat: 'concat', Sum: 'sum', Multiply: 'mul', Average: 'ave' }[s.bidirectional];
  return L.bidirectional({ layer: rnn(s), mergeMode, name: 'layer' });
}

const MERGES = { Add: L.add, Multiply: L.multiply, Average: L.average, Maximum: L.maximum, Minimum: L.minimum };

const BUILDERS = {
  ConvTranspose: ({ settings: s, layout }) => (s.kernel.length === 2 ? L.conv2dTranspose : L.conv3dTranspose)(
    { ...window(s), filters: s.filters, dataFormat: dataFormat(layout) }),
  DepthwiseConv: ({ settings: s, layout }) => L.depthwiseConv2d({ ...window(s), depthMultiplier: s.multiplier, dataFormat: dataFormat(layout) }),
  SeparableConv: ({ settings: s, layout }) => L.separableConv2d({
    ...window(s), kernelInitializer: undefined, filters: s.filters, depthMultiplier: s.multiplier, dataFormat: dataFormat(layout) }),
  // TensorFlow.js has the name of causal padding and nothing behind it, so that the input comes padded.
  Conv: ({ settings: s }) => L.conv1d({ ...window(s), padding: 'valid', filters: s.filters, dilationRate: s.dilation }),
  Padding: ({ settings: s, layout }) => L.zeroPadding2d({ padding: s.amounts, dataFormat: dataFormat(layout), name: 'layer' }),
  Cropping: ({ settings: s, layout }) => L.cropping2D({ cropping: s.amounts, dataFormat: dataFormat(layout), name: 'layer' }),
  Upsampling: ({ settings: s, layout }) => L.upSampling2d({
    size: s.scale, interpolation: s.method === 'Linear' ? 'bilinear' : 'nearest', dataFormat: dataFormat(layout), name: 'layer' }),
  // TensorFlow.js writes into the list that it is given.
  Reshape: ({ settings: s }) => L.reshape({ targetShape: [...s.target], name: 'layer' }),
  Permute: ({ settings: s }) => L.permute({ dims: s.order.map(axis => axis + 1), name: 'layer' }),
  RepeatVector: ({ settings: s }) => L.repeatVector({ n: s.count, name: 'layer' }),
  Normalization: ({ settings: s, layout }) => (s.kind === 'Batch'
    ? L.batchNormalization({ name: 'layer', axis: layout === 'ChannelsFirst' ? 1 : -1, scale: s.scale, center: s.center })
    : L.layerNormalization({
      name: 'layer', axis: Array.from({ length: s.axes }, (_, i) => -1 - i), scale: s.scale, center: s.center })),
  Activation: ({ settings: s }) => {
    if (s.kind === 'PRelu') return L.prelu({ name: 'layer', sharedAxes: s.sharedAxes.length ? s.sharedAxes.map(axis => axis + 1) : undefined });
    if (s.kind === 'softmax') return L.softmax({ axis: withBatch(s.axis), name: 'layer' });
    return s.kind === 'elu' ? L.elu({ name: 'layer' }) : s.kind === 'leaky_relu' ? L.leakyReLU({ name: 'layer' }) : L.thresholdedReLU({ name: 'layer' });
  },
  Recurrent: buildRecurrent,
  RecurrentState: ({ settings: s }) => rnn(s, { name: 'layer', returnState: true }),
  Merge: ({ settings: s }) => MERGES[s.kind]({ name: 'layer' }),
  Dot: ({ settings: s }) => L.dot({ axes: Array.isArray(s.axes) ? s.axes.map(withBatch) : withBatch(s.axes), normalize: s.normalize, name: 'layer' }),
  TimeDistributed: ({ settings: s, inputs }) => L.timeDistributed({
    name: 'layer', layer: s.inner.layer === 'Dense'
      ? L.dense({ units: s.inner.settings.units, useBias: s.inner.settings.bias, ...zeros })
      : L.conv2d({ ...window({ ...s.inner.settings }), name: 'inner', filters: s.inner.settings.filters }) }),
};

// -- asking -------------------------------------------------------------------

const oneLine = error => String(error.message).replace(/\s+/g, ' ').trim().slice(0, 200);
const sizeOf = shape => shape.reduce((product, size) => product * size, 1);
const runs = { agreed: 0, differing: [], unsupported: new Map() };

/** What TensorFlow.js cannot execute, though Keras can; the symbolic shape still holds. */
const UNSUPPORTED = /not (yet )?implemented|not yet supported|not supported|channelsFirst/i;

function choose1(layer, settings, outputs) {
  if (layer !== 'RecurrentState') return outputs;
  return settings.index === 'h' ? outputs[1] : outputs[2];
}

function ask(layer, layout, inputs, settings) {
  const record = { layer, layout, inputs, settings, output: null, parameters: null, trainable: null, macs: null, error: null };
  let built;
  try {
    built = BUILDERS[layer](record);
    const symbols = given(record).map(shape => tf.input({ shape }));
    record.output = choose1(layer, settings, built.apply(symbols.length === 1 ? symbols[0] : symbols)).shape.slice(1);
  } catch (error) {
    record.error = oneLine(error);
    return record;
  }
  if (record.output.some(size => size !== null && (!Number.isInteger(size) || size < 1))) {
    // Keras in Python refuses such sizes.
    return { ...record, error: `oracle: sizes that are none (${record.output})`, output: null, suspicious: true };
  }
  record.parameters = built.countParams();
  record.trainable = built.trainableWeights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
  return crossCheck(record, built);
}

/** The shapes that the layer gets: with causal padding, (F − 1)·d steps more. */
const given = ({ layer, settings: s, inputs }) => (layer === 'Conv'
  ? inputs.map(([steps, channels]) => [steps === null ? null : steps + (s.kernel[0] - 1) * s.dilation[0], channels])
  : inputs);

function crossCheck(record, built) {
  const shapes = given(record).map(shape => shape.map(size => size ?? STAND_IN));
  try {
    const real = tf.tidy(() => {
      const tensors = shapes.map(shape => tf.zeros([2, ...shape]));
      return choose1(record.layer, record.settings, built.apply(tensors.length === 1 ? tensors[0] : tensors)).shape.slice(1);
    });
    const agrees = real.length === record.output.length && real.every((size, axis) => record.output[axis] === null || record.output[axis] === size);
    if (agrees) {
      runs.agreed += 1;
      // A size that the symbol leaves open, though the input tells it.
      if (!record.inputs.flat().includes(null)) record.output = real;
    } else runs.differing.push({ ...record, real });
  } catch (error) {
    const message = oneLine(error);
    if (UNSUPPORTED.test(message)) runs.unsupported.set(message, (runs.unsupported.get(message) ?? 0) + 1);
    else return { ...record, output: null, parameters: null, trainable: null, error: message };
  }
  return record;
}

// -- choosing -----------------------------------------------------------------

const random = generator(SEED);
const size = (low, high) => low + Math.floor(random() * (high - low + 1));
const sizes = (count, low, high) => Array.from({ length: count }, () => size(low, high));
const pick = (...choices) => choices[size(0, choices.length - 1)];
const flag = () => random() < 0.5;
const ones = rank => Array(rank).fill(1);
const layoutOf = () => pick('ChannelsLast', 'ChannelsLast', 'ChannelsLast', 'ChannelsFirst');
const image = (rank, channels, layout) => {
  const space = sizes(rank, 3, rank === 3 ? 6 : 14);
  return layout === 'ChannelsFirst' ? [channels, ...space] : [...space, channels];
};

function transposed() {
  const rank = pick(2, 2, 2, 3);
  const stride = size(1, 4);
  // The three-axis layer of TensorFlow.js mistakes channels first for the other.
  const layout = rank === 3 ? 'ChannelsLast' : layoutOf();
  return ['ConvTranspose', layout, [image(rank, size(1, 5), layout)], {
    filters: size(1, 6), kernel: sizes(rank, 1, 5), stride: Array(rank).fill(stride), dilation: ones(rank),
    padding: pick('same', 'valid'), outputPadding: null, groups: 1, bias: flag() }];
}

function brokenTransposed() {
  const [layer, layout, inputs, settings] = transposed();
  const fault = pick('rank', 'filters', 'causal');
  if (fault === 'rank') inputs[0] = inputs[0].slice(1);
  else if (fault === 'filters') settings.filters = 0;
  else settings.padding = 'causal';
  return [layer, layout, inputs, settings];
}

function depthwise() {
  const layout = layoutOf();
  const stride = size(1, 3);
  return ['DepthwiseConv', layout, [image(2, size(1, 6), layout)], {
    multiplier: size(1, 3), kernel: sizes(2, 1, 3), stride: [stride, stride], dilation: [1, 1], padding: pick('same', 'valid'), bias: flag() }];
}

function separable() {
  const stride = size(1, 3);
  return ['SeparableConv', 'ChannelsLast', [image(2, size(1, 6), 'ChannelsLast')], {
    filters: size(1, 8), multiplier: size(1, 3), kernel: sizes(2, 1, 3), stride: [stride, stride], dilation: [1, 1],
    padding: pick('same', 'valid'), bias: flag() }];
}

function brokenSeparable() {
  const [layer, layout, inputs, settings] = pick(depthwise, separable)();
  inputs[0] = flag() ? inputs[0].slice(1) : [...inputs[0], 2];
  return [layer, layout, inputs, settings];
}

function causal() {
  const dilated = flag();
  return ['Conv', 'ChannelsLast', [[size(3, 40), size(1, 6)]], {
    filters: size(1, 8), kernel: [size(1, 4)], stride: [dilated ? 1 : size(1, 4)], dilation: [dilated ? size(1, 4) : 1],
    padding: 'causal', groups: 1, bias: flag() }];
}

const pairs = (low, high) => [sizes(2, low, high), sizes(2, low, high)];

function padding() {
  const layout = layoutOf();
  return ['Padding', layout, [image(2, size(1, 4), layout)], { mode: 'Zero', amounts: pairs(0, 4) }];
}

function cropping() {
  const layout = layoutOf();
  return ['Cropping', layout, [layout === 'ChannelsFirst' ? [size(1, 4), ...sizes(2, 6, 12)] : [...sizes(2, 6, 12), size(1, 4)]], { amounts: pairs(0, 2) }];
}

function brokenPadding() {
  const [layer, layout, inputs, settings] = pick(padding, cropping)();
  inputs[0] = pick(inputs[0].slice(1), [...inputs[0], 2]);
  return [layer, layout, inputs, settings];
}

function upsampling() {
  const layout = layoutOf();
  return ['Upsampling', layout, [image(2, size(1, 4), layout)], { scale: sizes(2, 1, 4), size: null, method: pick('Nearest', 'Linear'), alignCorners: false }];
}

function reshape() {
  const shape = sizes(size(1, 4), 1, 6);
  let factors = [...shape];
  const target = [];
  while (factors.length > 0) {
    const take = size(1, factors.length);
    target.push(sizeOf(factors.slice(0, take)));
    factors = factors.slice(take);
  }
  if (flag()) target[size(0, target.length - 1)] = -1;
  return ['Reshape', 'ChannelsLast', [shape], { target }];
}

function brokenReshape() {
  const [layer, layout, inputs, settings] = reshape();
  settings.target = pick([-1, -1], [sizeOf(inputs[0]) + 1], [-1, sizeOf(inputs[0]) * 2]);
  return [layer, layout, inputs, settings];
}

function permute() {
  const shape = sizes(size(1, 4), 1, 7);
  const order = shape.map((_, axis) => axis);
  for (let i = order.length - 1; i > 0; i -= 1) {
    const other = size(0, i);
    [order[i], order[other]] = [order[other], order[i]];
  }
  return ['Permute', 'ChannelsLast', [shape], { order }];
}

function brokenPermute() {
  const [layer, layout, inputs, settings] = permute();
  const rank = inputs[0].length;
  settings.order = rank > 1 ? pick(Array(rank).fill(0), settings.order.map(axis => axis + 1)) : [1];
  return [layer, layout, inputs, settings];
}

const repeatVector = () => ['RepeatVector', 'ChannelsLast', [[size(1, 20)]], { count: size(1, 9) }];

function brokenRepeatVector() {
  return ['RepeatVector', 'ChannelsLast', [sizes(2, 1, 5)], { count: size(1, 9) }];
}

function normalization() {
  const shape = sizes(size(1, 4), 1, 8);
  return ['Normalization', 'ChannelsLast', [shape], { kind: 'Layer', axes: size(1, shape.length), scale: flag(), center: flag(), statistics: false }];
}

function brokenNormalization() {
  const [layer, layout, inputs, settings] = normalization();
  settings.axes = inputs[0].length + 2;
  return [layer, layout, inputs, settings];
}

function activation() {
  const shape = sizes(size(1, 4), 1, 8);
  const kind = pick('PRelu', 'PRelu', 'PRelu', 'softmax', 'softmax', 'elu', 'leaky_relu', 'threshold');
  const settings = { kind };
  if (kind === 'PRelu') settings.sharedAxes = shape.map((_, axis) => axis).filter(() => flag());
  if (kind === 'softmax') settings.axis = pick(-1, shape.length - 1);
  return ['Activation', 'ChannelsLast', [shape], settings];
}

function recurrent() {
  const kind = pick('SimpleRnn', 'Gru', 'Lstm');
  return ['Recurrent', 'ChannelsLast', [[size(1, 8), size(1, 10)]], {
    kind, units: size(1, 10), layers: 1, bidirectional: pick(null, null, 'Concat', 'Sum', 'Multiply', 'Average'),
    returnSequences: flag(), biasVectors: pick(0, 1, 1), projection: 0, resetAfter: false }];
}

function brokenRecurrent() {
  const [layer, layout, inputs, settings] = recurrent();
  if (flag()) inputs[0] = [...inputs[0], 2, 3];
  else settings.units = pick(0, -2);
  return [layer, layout, inputs, settings];
}

function state() {
  const [, layout, inputs, settings] = recurrent();
  return ['RecurrentState', layout, inputs, { ...settings, bidirectional: null, index: settings.kind === 'Lstm' ? pick('h', 'c') : 'h' }];
}

function merge() {
  const shape = sizes(size(1, 4), 2, 7);
  const kind = pick('Add', 'Multiply', 'Average', 'Maximum', 'Minimum');
  const inputs = Array.from({ length: size(2, 4) }, () => shape.map(length => (size(1, 5) === 1 ? 1 : length)));
  return ['Merge', 'ChannelsLast', flag() ? inputs : inputs.map(() => [...shape]), { kind }];
}

function brokenMerge() {
  const [layer, layout, inputs, settings] = merge();
  inputs[0][0] = 5;
  inputs[inputs.length - 1][0] = 7;
  return [layer, layout, pick(inputs, inputs.slice(0, 1)), settings];
}

function dot() {
  const [rows, inner, columns] = sizes(3, 1, 8);
  const first = pick([inner], [rows, inner], [inner, rows]);
  const second = pick([inner], [columns, inner], [inner, columns]);
  const axis = (shape, last) => (last ? shape.length - 1 : 0);
  // Where both sizes are alike, either axis would fit.
  const a = first.length === 1 ? 0 : axis(first, first[1] === inner && (first[0] !== inner || flag()));
  const b = second.length === 1 ? 0 : axis(second, second[1] === inner && (second[0] !== inner || flag()));
  return ['Dot', 'ChannelsLast', [first, second], { axes: a === b && flag() ? a : [a, b], normalize: flag() }];
}

function brokenDot() {
  return ['Dot', 'ChannelsLast', [[size(1, 4), 5], [size(1, 4), 6]], { axes: 1, normalize: false }];
}

function timeDistributed() {
  if (flag()) {
    return ['TimeDistributed', 'ChannelsLast', [[size(1, 5), ...sizes(size(1, 2), 1, 7)]], {
      inner: { layer: 'Dense', settings: { units: size(1, 9), bias: flag() } } }];
  }
  return ['TimeDistributed', 'ChannelsLast', [[size(1, 4), ...image(2, size(1, 4), 'ChannelsLast')]], {
    inner: { layer: 'Conv', settings: { filters: size(1, 6), kernel: sizes(2, 1, 3), stride: [1, 1], padding: pick('same', 'valid'), dilation: [1, 1], groups: 1, bias: flag() } } }];
}

/** Hides the sizes along space in about one case of nine. */
function hide([layer, layout, inputs, settings]) {
  // TensorFlow.js crops an unknown size as if it were 0.
  const hideable = ['ConvTranspose', 'DepthwiseConv', 'SeparableConv', 'Conv', 'Padding', 'Upsampling'];
  if (!hideable.includes(layer) || random() >= 1 / 9) return [layer, layout, inputs, settings];
  const first = layout === 'ChannelsFirst' ? 1 : 0;
  const shape = [...inputs[0]];
  shape[first] = null;
  return [layer, layout, [shape], settings];
}

function main() {
  console.warn = () => {};
  const plan = [
    [transposed, 200], [brokenTransposed, 40], [depthwise, 80], [separable, 90], [brokenSeparable, 40], [causal, 80],
    [padding, 60], [cropping, 60], [brokenPadding, 30], [upsampling, 80], [reshape, 90], [brokenReshape, 25], [permute, 60],
    [brokenPermute, 20], [repeatVector, 40], [brokenRepeatVector, 10], [normalization, 90], [brokenNormalization, 15],
    [activation, 110], [recurrent, 180], [brokenRecurrent, 30], [state, 60], [merge, 110], [brokenMerge, 30], [dot, 90], [brokenDot, 20],
    [timeDistributed, 70],
  ];
  const seen = new Set();
  const lines = [];
  let refused = 0;
  for (const [make, count] of plan) {
    for (let index = 0; index < count; index += 1) {
      const choice = make.name.startsWith('broken') ? make() : hide(make());
      const key = JSON.stringify(choice);
      if (seen.has(key)) continue;
      seen.add(key);
      const record = ask(...choice);
      refused += record.error !== null;
      lines.push(JSON.stringify(record));
    }
  }
  writeFileSync(TARGET, `${lines.join('\n')}\n`);
  console.log(`${lines.length} cases, ${refused} refused; run on real tensors: ${runs.agreed} agree, ${runs.differing.length} differ`);
  for (const [message, count] of runs.unsupported) console.log(`not executable (${count}): ${message}`);
  for (const difference of runs.differing) console.log(JSON.stringify(difference));
  if (runs.differing.length > 0) process.exitCode = 1;
}

main();
